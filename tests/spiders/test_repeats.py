"""A site that writes the same line and the same stray sentence into every page: it is found out, and nobody is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from store import connection, documents
from tests.extract.test_repeats import ADVERT, PARAGRAPHS, STRAY
from tests.spiders import site as sites
from tests.spiders.crawling import Ended, House
from tests.spiders.site import Reply, Site

FIRST = date(2026, 8, 3)
ADDRESSEE, CLOSING, OPEN = "各县（市、区）人民政府，市政府各部门：", "特此通知。", "（此件公开发布）"
CONTACT = "联系电话：0635-8288321"
LEARNT = 14  # pages of the first round


def notice(number: int, *, more: str = "", counter: int = 0) -> Reply:
    """The notice that bears this number, with what the site writes into each."""
    about, day = PARAGRAPHS[number], FIRST + timedelta(days=number)
    own = [about, f"{about[:10]}的台账由第{number}组承接，月底前交清。", f"{about[:8]}的进度每旬通报一次。{more}"]
    own[number % 3] += STRAY
    lines = [ADDRESSEE, *own, CONTACT, CLOSING, "青岚市人民政府办公室", f"2026年{day.month}月{day.day}日", OPEN, ADVERT]
    body = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{about[:12]}</title>
<meta name="ArticleTitle" content="{about[:12]}"><meta name="PubDate" content="{day} 09:00"></head><body>
<h1>{about[:12]}</h1><div class="info">发布日期：{day}</div>
<div class="TRS_Editor">{"".join(f"<p>{line}</p>" for line in lines)}</div><!-- {counter} -->
</body></html>"""
    return Reply(body=body.encode(), validators=False)


def listed(count: int) -> Reply:
    return sites.rows(
        [(f"/{n}.html", PARAGRAPHS[n][:12], (FIRST + timedelta(days=n)).isoformat()) for n in range(count)]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """A round that learns, one with new pages, one that looks at known pages again."""

    house: House
    site: Site
    second: Ended
    third: Ended


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    house = House(tmp_path_factory.mktemp("repeats"))
    with sites.serve() as site:
        house.source("qinglan", f"{site.url}/list.html")
        site.replies["/list.html"] = listed(LEARNT)
        site.replies |= {f"/{n}.html": notice(n) for n in range(LEARNT)}
        assert house.run("crawl", "qinglan").code == 0
        site.replies["/list.html"] = listed(LEARNT + 3)
        site.replies |= {f"/{n}.html": notice(n) for n in range(LEARNT, LEARNT + 3)}
        second = house.run("crawl", "qinglan", "--json")
        site.replies["/0.html"] = notice(0, counter=1)  # other bytes, the same page
        site.replies["/1.html"] = notice(1, more="施工单位须在八月底前清场。")
        third = house.run("crawl", "qinglan", "--recheck", "--json")
        yield Rounds(house=house, site=site, second=second, third=third)


def texts(house: House) -> dict[int, tuple[int, str]]:
    """Document and text of every notice."""
    db = connection.connect(house.archive)
    try:
        return {
            int((one.document.url or "").rpartition("/")[2].partition(".")[0]): (one.id, one.document.text)
            for one in documents.each(db)
        }
    finally:
        db.close()


def test_what_every_page_repeats_is_cut_from_new_pages_with_the_reason(rounds: Rounds) -> None:
    found = texts(rounds.house)
    for number in range(LEARNT, LEARNT + 3):
        id, text = found[number]
        assert ADVERT not in text
        assert STRAY not in text
        cuts = rounds.house.run("show", str(id), "--cuts", "--json").rows
        assert {cut["text"] for cut in cuts if cut["reason"] == "site repeat"} == {STRAY, ADVERT}


def test_the_words_of_the_notices_stay(rounds: Rounds) -> None:
    for number, (_, text) in texts(rounds.house).items():
        assert PARAGRAPHS[number] in text
        for formula in (ADDRESSEE, CONTACT, CLOSING, "青岚市人民政府办公室", OPEN):
            assert formula in text


def test_a_page_with_the_same_bytes_is_not_read_again(rounds: Rounds) -> None:
    assert rounds.site.count("/5.html") == 2
    assert ADVERT in texts(rounds.house)[5][1]


def test_a_better_reading_of_a_known_page_is_no_revision_and_a_real_one_is(rounds: Rounds) -> None:
    (row,) = rounds.third.rows
    assert (row["new"], row["revised"], row["outcome"]) == (0, 1, "news")
    found = texts(rounds.house)
    assert "八月底前清场" in found[1][1]
    assert ADVERT not in found[0][1]
    db = connection.connect(rounds.house.archive)
    try:
        assert db.execute("select document_id from changes where kind <> 'new'").fetchall() == [(found[1][0],)]
    finally:
        db.close()
    changes = rounds.house.run("show", str(found[1][0]), "--diff", "--json").rows[0]["changes"]
    assert not [change for change in changes if ADVERT in change["text"] or STRAY in change["text"]]


def test_pages_with_repeats_are_news_like_others(rounds: Rounds) -> None:
    (row,) = rounds.second.rows
    assert (row["new"], row["outcome"], rounds.second.code) == (3, "news", 0)
