"""New selectors for a list whose old ones find nothing any more."""

from __future__ import annotations

from datetime import UTC, datetime

from spiders import listing, repair
from spiders.source import ListPage
from tests.spiders import listpages

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
URL = "https://kjj.qinghe.example/xxgk/tzgg/index.html"
BEFORE = ListPage(url=URL, item="ul.old li", title="a@title", link="a@href", date="span")


def redesigned() -> bytes:
    """The same releases in cards, below a longer and dated list of other news."""
    news = "".join(
        f'<li><a href="/news/{n}.html">本市第{n}届科技活动周在各区县同时举行开幕仪式</a><i>2026-11-{n:02}</i></li>'
        for n in range(1, 20)
    )
    cards = "".join(
        f'<div class="card"><h3><a href="/2026/{n}.html">{title}</a></h3><em>{day}</em></div>'
        for n, (title, day) in enumerate(listpages.ROWS)
    )
    return listpages.page(f'<ul class="newsflash">{news}</ul><div class="cards">{cards}</div>')


def test_the_new_selectors_read_the_list_in_which_the_known_titles_stand() -> None:
    found = repair.propose(BEFORE, redesigned(), URL, listpages.TITLES[1:], now=NOW)
    assert found is not None
    assert (found.selectors["item"], found.known) == ("div.cards > div", len(listpages.TITLES) - 1)
    shown = listing.rows(found.mended, redesigned(), URL, charset=None, now=NOW)
    assert [(row.title, str(row.published)) for row in shown.rows] == list(listpages.ROWS)


def test_titles_that_the_list_cuts_short_are_known_too() -> None:
    cut = [f"{title[:12]}…" for title in listpages.TITLES]
    found = repair.propose(BEFORE, redesigned(), URL, cut, now=NOW)
    assert found is not None
    assert found.known == len(cut)


def test_without_known_titles_nothing_is_proposed() -> None:
    others = ["关于道路交通管制的通告", "关于小学招生的公告", "关于停水的通知"]
    assert repair.propose(BEFORE, redesigned(), URL, others, now=NOW) is None
    assert repair.propose(BEFORE, redesigned(), URL, [], now=NOW) is None
    assert repair.propose(BEFORE, listpages.without_list(), URL, listpages.TITLES, now=NOW) is None
    assert repair.propose(BEFORE, b"", URL, listpages.TITLES, now=NOW) is None
