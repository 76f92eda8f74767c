"""Lists in JSON answers, by the dotted paths that a source gives: `data.results`, `title`, `pubDate | createTime`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from spiders.source import ListPage

_CALLBACK = re.compile(rb"^\s*(?:/\*.*?\*/)?\s*(?:window\.)?[\w$.]+\s*\(\s*(?=[\[{])(.*[\]}])\s*\)\s*;?\s*$", re.S)
_TAG = re.compile(r"<[^>]+>")
_FIELD = re.compile(r"\{([^{}]+)\}")


def parsed(body: bytes) -> Any:
    """What the bytes say as JSON, a callback around it taken away; None when they are none."""
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if text[:1] not in (b"{", b"["):
        wrapped = _CALLBACK.match(text)
        if wrapped is None:
            return None
        text = wrapped.group(1)
    for encoding in ("utf-8", "gb18030"):
        try:
            return json.loads(text.decode(encoding))
        except UnicodeDecodeError:
            continue
        except (ValueError, RecursionError):
            return None
    return None


def html(page: ListPage, said: Any) -> str | None:
    """The piece of HTML at the list's `html` path; several pieces are joined."""
    found = at(said, page.html or "")
    if isinstance(found, list):
        found = "".join(each for each in found if isinstance(each, str))
    return found if isinstance(found, str) and found.strip() else None


def items(page: ListPage, said: Any) -> list[Any] | None:
    """The rows at the list's `item` path; None where it leads to no list."""
    found = at(said, page.item or "")
    if isinstance(found, Mapping):
        found = list(found.values())
    return found if isinstance(found, list) else None


def text(row: Any, path: str) -> str | None:
    """The first of the paths (between bars) that leads to a text or a number, without markup; None without any."""
    for each in path.split("|"):
        said = at(row, each.strip())
        if isinstance(said, int | float) and not isinstance(said, bool):
            return str(int(said) if float(said).is_integer() else said)
        if isinstance(said, str) and said.strip():
            return " ".join(unescape(_TAG.sub("", said)).split())
    return None


def filled(template: str, row: Any) -> str | None:
    """The template with what the row says at the paths in its braces; None where it says one of them not."""
    missing = False

    def said(found: re.Match[str]) -> str:
        nonlocal missing
        value = text(row, found.group(1))
        missing = missing or value is None
        return value or ""

    made = _FIELD.sub(said, template)
    return None if missing else made


def at(said: Any, path: str) -> Any:
    """What stands at a dotted path; a number counts the elements of a list, * takes all of them together."""
    for name in [part for part in path.strip().split(".") if part and part != "_self"]:
        if isinstance(said, Mapping):
            said = said.get(name)
        elif isinstance(said, list) and name == "*":
            inner = [each for each in said if each is not None]
            said = [one for each in inner for one in (each if isinstance(each, list) else [each])]
        elif isinstance(said, list) and name.isdecimal() and int(name) < len(said):
            said = said[int(name)]
        elif isinstance(said, list):
            found = [each.get(name) for each in said if isinstance(each, Mapping)]
            said = [one for each in found for one in (each if isinstance(each, list) else [each]) if one is not None]
        else:
            return None
    return said
