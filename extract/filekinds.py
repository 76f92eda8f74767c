"""Which links lead to a document's files."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlsplit

_KINDS = frozenset(
    re.findall(r"\w+", "pdf doc docx xls xlsx ppt pptx wps et dps ofd ceb zip rar 7z txt csv rtf xml caj tif tiff")
)
_ENDING = re.compile(r"\.(?:{})(?![a-z])".format("|".join(sorted(_KINDS))), re.I)


def named(text: str) -> bool:
    """Does a link or its words name a file of such a kind?"""
    return _ENDING.search(text) is not None


def of(url: str) -> str | None:
    """The kind of file that a URL leads to, by its path or one of its parameters; None for a page."""
    parts = urlsplit(url)
    names = [parts.path, *(value for _, value in parse_qsl(parts.query))]
    for name in names:
        ending = PurePosixPath(unquote(name)).suffix.lower().lstrip(".")
        if ending in _KINDS:
            return ending
    return None
