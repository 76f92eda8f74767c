"""Files that are text already: plain text, and web pages under another name."""

from __future__ import annotations

from extract import decoding, hiding, rendering
from extract.attachments.limits import Reading, Refused, collected, damaged
from extract.page import Page, Unreadable


def text(data: bytes) -> Reading:
    """The text of a TXT or CSV, in whatever encoding it was saved."""
    return collected(data.decode(decoding.encoding(Page(body=data)), "replace").removeprefix("\ufeff").splitlines())


def html(data: bytes) -> Reading:
    """What a reader sees of a web page; Word and Excel write some and call them DOC and XLS."""
    try:
        tree = decoding.parse(decoding.decode(Page(body=data)))
    except Unreadable as unreadable:
        raise Refused(damaged(unreadable.why)) from unreadable
    hiding.strip(tree)
    return collected(line.text for line in rendering.lines(tree))
