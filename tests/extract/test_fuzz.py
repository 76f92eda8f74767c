"""Whatever a server sends is a document or named unreadable, soon: pages in the form of real systems, mutilated."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import reading
from extract.document import Document
from extract.page import Page, Unreadable

PAGES = [path.read_bytes() for path in sorted(Path(__file__).with_name("pages").glob("*.html"))]
# What CI has time for; POLICYWATCH_FUZZ=20000 asks for that many more.
MUTATED = int(os.environ.get("POLICYWATCH_FUZZ", "10000"))
SECONDS = 20.0  # no page may take longer on a loaded machine

MARKUP = r"""
< > </div> <div> </html> </body> <!-- --> <![CDATA[ ]]> <script> </script> <style> <table><tr><td> </table> <p
&#xD800; &#0; &#11; &nbsp;
<a/href='http://[::1'> <a/href='//'> <img/src='http://a:b/'> <base/href='x:'> <meta/charset=utf-7>
<meta/charset=nonsense> <?xml/encoding='x'?> style='display:none' <textarea> <select><option> <frameset> <svg><math>
<plaintext> <!DOCTYPE 9999 2024-13-45 2024年2月30日 〔2024〕 第99999999999号 公示期九九九天 <time/datetime='x'> <li>
<!--ZJEG_RSS.content.begin--> <!--ZJEG_RSS.content.end--> <!--正文开始--> 〇〇年〇月 时时彩平台 微信:abc12345
"""
PIECES = [piece.encode() for piece in MARKUP.split()] + [
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xc3",
    b"\r\n\t ",
    "\u202e\u200b".encode(),
]


def settled(body: bytes, url: str | None = "http://www.qinglan.example/art/1.html") -> Document | Unreadable:
    """What a page comes to; it fails where that takes too long or the text is not text."""
    began = time.process_time()
    found: Document | Unreadable
    try:
        found = reading.read(Page(body=body, url=url))
        found.text.encode("utf-8")
        assert "\x00" not in found.text
    except Unreadable as unreadable:
        found = unreadable
    assert isinstance(found, Document) or found.why
    assert time.process_time() - began < SECONDS
    return found


def mutilated(chance: random.Random) -> bytes:
    """A page with a few of its bytes cut, doubled, swapped or replaced."""
    page = bytearray(chance.choice(PAGES))
    for _ in range(chance.randint(1, 12)):
        at, size = chance.randrange(len(page) + 1), chance.randrange(1, 80)
        match chance.randrange(6):
            case 0:
                del page[at : at + size]
            case 1:
                page[at:at] = chance.choice(PIECES) * chance.choice((1, 1, 1, 40))
            case 2:
                page[at:at] = page[at : at + size * 10]
            case 3:
                page[at : at + size] = chance.randbytes(size)
            case 4:
                other = chance.choice(PAGES)
                start = chance.randrange(len(other))
                page[at:at] = other[start : start + size * 10]
            case _:
                del page[at + size * 30 :]
    return bytes(page)


def test_mutilated_pages_are_documents_or_unreadable() -> None:
    for seed in range(MUTATED):
        page = mutilated(random.Random(seed))
        try:
            settled(page)
        except Exception as wrong:
            wrong.add_note(f"seed {seed}")
            raise


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=30) | st.text(max_size=30).map(str.encode), max_size=40))
def test_pieces_of_markup_in_any_order_are_documents_or_unreadable(pieces: list[bytes]) -> None:
    settled(b"".join(pieces))


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60) | st.sampled_from(["http://[", "//", "http://a:99999999/", "javascript:1", "http://xn--/", ""])
)
def test_no_address_breaks_the_reading_of_its_page(url: str) -> None:
    settled(PAGES[0], url)


WORDS = "市政府召开会议，研究部署下半年重点工作，要求各部门落实。"
HOSTILE = {
    "ten megabytes of nested tags": b"<div>" * (10 * 1024 * 1024 // 5),
    "nested and closed again": b"<div>" * 60_000 + WORDS.encode() + b"</div>" * 60_000,
    "nested lists": b"<ul><li>x" * 100_000,
    "nested tables": b"<table><tr><td>" * 50_000,
    "100,000 attributes": f"<p {' '.join(f'a{n}={n}' for n in range(100_000))}>{WORDS * 5}".encode(),
    "NUL bytes": b"\x00".join(WORDS.encode() for _ in range(50)),
    "nothing but NUL bytes": b"\x00" * 1_000_000,
    "lone surrogates": ("<p>" + WORDS * 10 + "\ud800\udc00\udfff</p>").encode("utf-8", "surrogatepass"),
    "JSON": b'{"title": "<p>x</p>", "list": [1, 2]}',
    "nested JSON": b"[" * 300_000,
    "an unclosed comment": f"<p>{WORDS * 10}</p><!-- {WORDS * 10}".encode(),
    "100,000 unclosed comments": b"<!-- a " * 100_000 + WORDS.encode(),
    "an unclosed script": f"<p>{WORDS}</p><script>{WORDS * 10_000}".encode(),
    "unclosed tags": b"<a " * 300_000,
    "nothing but brackets": b"<" * 500_000,
    "closing tags": b"</html></body>" * 50_000 + WORDS.encode() * 3,
    "equal lines": f"<p>{WORDS}</p>".encode() * 20_000,
    "two equal halves": "".join(f"<p>{n} {WORDS}</p>" for n in range(4_000)).encode() * 2,
    "one long line": WORDS.encode() * 20_000,
    "spaces": b"<p>a" + b" " * 2_000_000 + b"b</p>",
    "entities": b"&amp;" * 300_000,
    "links": b"<a href='/x'>abc</a>" * 60_000,
    "markers": b"<div>" + "<!--正文开始--><p>甲</p>".encode() * 20_000,
    "offers": ("规划明确重点，时时彩平台注册，请看微信:abc12345，市政府要求落实到位。" * 3_000).encode(),
    "property labels": "<p>索引号：</p><p>发布机构：</p>".encode() * 10_000,
    "a title of separators": ("<title>" + "甲|乙_" * 50_000 + f"</title><p>{WORDS * 5}</p>").encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_in_time(name: str) -> None:
    settled(HOSTILE[name])


def test_text_survives_what_is_wrong_around_it() -> None:
    for name in (
        "lone surrogates",
        "an unclosed comment",
        "NUL bytes",
        "100,000 attributes",
        "nested and closed again",
    ):
        found = settled(HOSTILE[name])
        assert isinstance(found, Document), name
        assert WORDS[:20] in found.text, name


def test_what_is_no_page_is_named() -> None:
    for name, why in (("JSON", "JSON"), ("nothing but NUL bytes", "empty"), ("ten megabytes of nested tags", "nested")):
        found = settled(HOSTILE[name])
        assert isinstance(found, Unreadable), name
        assert why in found.why
