"""RSS and Atom as lists."""

from __future__ import annotations

from datetime import UTC, datetime

from spiders import listing
from spiders.source import ListPage

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
URL = "https://a.example/feed.xml"
FEED = ListPage(url=URL, kind="feed")


def rss(items: str) -> bytes:
    channel = f"<channel><title>公告</title>{items}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'.encode()


def read(body: bytes) -> listing.Listing:
    return listing.rows(FEED, body, URL, charset=None, now=NOW)


def test_a_naive_date_is_the_sites_own_day() -> None:
    found = read(rss("<item><title>一</title><link>/1.html</link><pubDate>2026-11-20 23:30:00</pubDate></item>"))
    assert [(row.url, row.title, str(row.published)) for row in found.rows] == [
        ("https://a.example/1.html", "一", "2026-11-20")
    ]
    assert found.family == "rss"


def test_a_zoned_date_is_read_in_the_sites_zone() -> None:
    found = read(
        rss("<item><title>一</title><link>/1.html</link><pubDate>Thu, 19 Nov 2026 20:00:00 GMT</pubDate></item>")
    )
    assert str(found.rows[0].published) == "2026-11-20"


def test_atom_is_read_as_well() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
      <entry><title type="html">&lt;b&gt;A&lt;/b&gt; b</title>
      <link rel="alternate" href="https://a.example/a"/><updated>2026-11-19T23:00:00Z</updated></entry></feed>"""
    found = read(body)
    assert [(row.url, row.title, str(row.published)) for row in found.rows] == [
        ("https://a.example/a", "A b", "2026-11-20")
    ]
    assert found.family == "atom"


def test_entries_without_a_usable_link_are_counted() -> None:
    found = read(
        rss(
            "<item><title>一</title></item><item><title>二</title><link>ftp://a.example/2</link></item><item><link>/3</link></item>"
        )
    )
    assert (len(found.rows), found.skipped) == (1, 2)


def test_an_empty_feed_and_a_page_are_named_problems() -> None:
    assert read(rss("")).problem == "the feed has no entries with a link"
    assert read(b"<html><body><p>404</p></body></html>").problem == "this is no RSS or Atom feed"


def test_a_feed_in_gbk_is_decoded() -> None:
    body = (
        rss("<item><title>关于补贴的通知</title><link>/1</link></item>").decode().replace("utf-8", "gbk").encode("gbk")
    )
    assert read(body).rows[0].title == "关于补贴的通知"
