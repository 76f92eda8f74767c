"""How text, Markdown and HTML are written, so that nothing a page says becomes markup. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

ELLIPSIS = "…"


class Form(StrEnum):
    """How a channel wants its text."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """How one form writes its pieces."""

    between: str
    plain: Callable[[str], str]
    strong: Callable[[str], str]
    link: Callable[[str], str]
    lines: Callable[[Sequence[str]], str]


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MARKS = re.compile(r"([\\`*_\[\]<>|~])")
_LINE_START = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def line(text: str) -> str:
    """The text on one line; a title's own spaces stay as they are."""
    return CONTROL.sub(" ", text).strip()


def _markdown(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def _markdown_link(url: str) -> str:
    if not _WEB.match(url):
        return _markdown(line(url))
    target = line(url).replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C")
    return f"[{_markdown(line(url))}]({target})"


def _html(text: str) -> str:
    return html.escape(text, quote=False)


def _html_link(url: str) -> str:
    # Anything but the web (javascript:, data:) is shown and not linked.
    shown = _html(line(url))
    return f'<a href="{html.escape(line(url))}">{shown}</a>' if _WEB.match(url) else shown


WRITERS = {
    Form.TEXT: Writer(between="\n\n", plain=str, strong=str, link=line, lines="\n".join),
    Form.MARKDOWN: Writer(
        between="\n\n",
        plain=_markdown,
        strong=lambda title: "**" + _MARKS.sub(r"\\\1", title) + "**",
        link=_markdown_link,
        lines="  \n".join,
    ),
    Form.HTML: Writer(
        between="<br>\n",  # Telegram and a mail's plain text would show no gap between two paragraphs
        plain=_html,
        strong=lambda title: f"<b>{_html(title)}</b>",
        link=_html_link,
        lines=lambda lines: f"<div>{'<br>'.join(lines)}</div>",
    ),
}
