"""Pages that only lead to a list: a frame around it, a meta refresh, a script that goes there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

MOST = 2  # frames of one page that are tried
_REFRESH = re.compile(r"\s*(\d+)\s*(?:[;,]\s*(?:url\s*=)?\s*['\"]?([^'\"]+))", re.I)
_GOES = re.compile(
    r"(?:window|self|top|document|parent)?\.?location(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*(['\"])([^'\"]+)\1"
)
_LARGE = 15_000  # characters; a page with more to say is no mere signpost
_SOON = 30  # seconds; a page that reloads itself later is read


def ways(tree: HtmlElement, text: str, url: str) -> tuple[str, ...]:
    """Where this page leads instead of showing a list by itself, the surest first."""
    found = [*_refreshed(tree), *(_gone(tree, text)), *_framed(tree)]
    absolute = []
    for each in found:
        try:
            joined = urljoin(url, each.strip())
            if urlsplit(joined).scheme in ("http", "https") and joined.partition("#")[0] != url.partition("#")[0]:
                absolute.append(joined)
        except ValueError:
            continue
    return tuple(dict.fromkeys(absolute))[:MOST]


def _refreshed(tree: HtmlElement) -> Iterator[str]:
    for meta in tree.iter("meta"):
        said = (
            _REFRESH.match(meta.get("content") or "") if (meta.get("http-equiv") or "").lower() == "refresh" else None
        )
        if said is not None and int(said.group(1)) <= _SOON:
            yield said.group(2)


def _gone(tree: HtmlElement, text: str) -> Iterator[str]:
    """Addresses that a small page's script goes to at once; in a large one it is what some button does."""
    if len(text) > _LARGE:
        return
    for script in tree.iter("script"):
        said = script.text or ""
        outside = re.sub(r"function\b[^{]*\{.*?\}", "", said, flags=re.S)
        yield from (found.group(2) for found in _GOES.finditer(outside))


def _framed(tree: HtmlElement) -> Iterator[str]:
    frames = [each for each in tree.iter("iframe", "frame") if (each.get("src") or "").strip()]
    hidden = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
    shown = [each for each in frames if not hidden.search(each.get("style") or "") and each.get("height") != "0"]
    yield from (each.get("src") or "" for each in sorted(shown, key=_mainness, reverse=True))


def _mainness(frame: HtmlElement) -> bool:
    said = f"{frame.get('id') or ''} {frame.get('name') or ''} {frame.get('src') or ''}".lower()
    return bool(re.search(r"list|main|content|info|right|lb|nr", said))
