"""URLs: one form per page, and the government behind a host."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import urls
from extract.data import make_portals
from extract.divisions import entries
from tests.extract.cases import facts


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("HTTP://WWW.Jinan.GOV.cn:80/Art/1.html#top", "http://www.jinan.gov.cn/Art/1.html"),
        ("https://a.cn:443/x", "https://a.cn/x"),
        ("https://a.cn:8443/x", "https://a.cn:8443/x"),
        ("http://a.cn", "http://a.cn/"),
        (" http://a.cn/x\n", "http://a.cn/x"),
        ("http://a.cn./x", "http://a.cn/x"),
        ("http://reader:secret@a.cn/x", "http://a.cn/x"),
        ("http://a.cn/x?utm_source=mail&id=5&spm=1.2&from=timeline", "http://a.cn/x?id=5"),
        ("http://a.cn/x?from=2019&to=2020", "http://a.cn/x?from=2019&to=2020"),
        ("http://a.cn/x?b=2&a=1&b=1", "http://a.cn/x?b=2&a=1&b=1"),
        ("http://a.cn/x?utm_source=mail", "http://a.cn/x"),
        ("http://a.cn/x?", "http://a.cn/x"),
        ("http://a.cn/x;jsessionid=0A1B?id=1", "http://a.cn/x?id=1"),
        ("http://a.cn/x?PHPSESSID=0a1b&id=1", "http://a.cn/x?id=1"),
        ("http://a.cn/#/detail/5", "http://a.cn/#/detail/5"),
        ("http://a.cn/#!/detail/5", "http://a.cn/#!/detail/5"),
        ("http://a.cn/%7ea/%e6%b5%8e%2f", "http://a.cn/~a/%E6%B5%8E%2F"),
        ("http://a.cn/济 南", "http://a.cn/%E6%B5%8E%20%E5%8D%97"),
        ("http://a.cn/100%", "http://a.cn/100%25"),
        ("http://a.cn/b/../c/./d", "http://a.cn/c/d"),
        ("http://济南.中国/", "http://xn--6kr171d.xn--fiqs8s/"),
        ("http://[2001:DB8::1]:8000/", "http://[2001:db8::1]:8000/"),
        ("http://a.cn/art/2020/1/2/art_1_2.html", "http://a.cn/art/2020/1/2/art_1_2.html"),
    ],
)
def test_a_page_is_known_under_one_url(written: str, known: str) -> None:
    assert urls.canonical(written) == known


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ftp://a.cn/",
        "javascript:void(0)",
        "mailto:a@b.cn",
        "//a.cn/x",
        "/x.html",
        "http://",
        "http:///x",
        "http://a b/",
        "http://a.cn:99999/",
        "http://[::1/",
        "data:text/html,<p>",
        "file:///etc/passwd",
        "http://a.cn" + "x" * 300 + "\u0000:1/",
    ],
)
def test_what_is_no_web_address_is_refused_in_one_line(written: str) -> None:
    with pytest.raises(ValueError, match=r"is not|names no") as wrong:
        urls.canonical(written)
    assert "\n" not in str(wrong.value)
    assert len(str(wrong.value)) < 400


PIECES = st.text(
    alphabet=st.one_of(st.sampled_from("aZ0./?#&=%;:@~ +-_!'()[]|\\"), st.characters(codec="utf-8")), max_size=30
)


@settings(max_examples=50, deadline=None)  # the machine may be busy
@given(
    scheme=st.sampled_from(["http", "HTTPS"]), host=st.sampled_from(["a.cn", "济南.cn", "[::1]", "A.B:81"]), rest=PIECES
)
def test_the_one_form_of_the_one_form_is_itself(scheme: str, host: str, rest: str) -> None:
    try:
        once = urls.canonical(f"{scheme}://{host}/{rest}")
    except ValueError:
        return
    assert urls.canonical(once) == once
    assert once.isascii()


@settings(max_examples=50, deadline=None)  # the machine may be busy
@given(st.text(max_size=60))
def test_any_text_is_a_url_or_refused_in_one_line(text: str) -> None:
    try:
        answer = urls.canonical(text)
    except ValueError as wrong:
        answer = str(wrong)
    assert answer
    assert "\n" not in answer


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://www.jinan.gov.cn/art/1.html", "370100"),
        ("http://jnkj.jinan.gov.cn/col/1", "370100"),
        ("https://www.shandong.gov.cn/", "370000"),
        ("https://www.gov.cn/zhengce/", "000000"),
        ("https://www.most.gov.cn/", "000000"),
        ("https://beijing.chinatax.gov.cn/", None),  # a central body's local office
        ("https://unknown.gov.cn/", None),
        ("https://jinan.gov.cn.evil.example/", None),
        ("https://example.com/", None),
        ("not a url", None),
        ("http://[broken", None),
    ],
)
def test_a_government_host_tells_its_division(url: str, code: str | None) -> None:
    assert urls.host_region(url) == code


def test_every_shipped_host_belongs_to_a_known_division() -> None:
    assert len(urls.portals()) > 3000
    assert set(urls.portals().values()) <= {*entries(), "000000"}


def test_the_shipped_hosts_are_what_their_maker_writes() -> None:
    shipped = (Path(urls.__file__).parent / "data" / "portals.tsv").read_text(encoding="utf-8")
    made = make_portals.rows([facts("portals.tsv"), facts("policy_columns.tsv")])
    assert shipped == "".join("\t".join(row) + "\n" for row in made)
