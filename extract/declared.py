"""The main text as a page's own scripts hold it: JSON-LD, and the state that a browser would draw the page from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from lxml import html

from extract import dates, decoding

_CHINA = timezone(timedelta(hours=8))  # where such moments are counted from

_BODY = re.compile(r'"articleBody"\s*:\s*"((?:[^"\\]|\\.)*)"')
_STATE = re.compile(
    r'"(?:content|contents|body|html|articleContent|article_content|contentHtml|detail|docContent|docClob|txt|text)"'
    r'\s*:\s*"((?:[^"\\]|\\.){30,})"'
)
_TITLE = re.compile(
    r'"(?:title|articleTitle|article_title|docTitle|infoTitle|policyTitle|headline)"\s*:\s*"((?:[^"\\]|\\.){6,300})"'
)
_DAY = re.compile(
    r'"(?:(?:pub|publish|published|release|released|send|fb)_?(?:date|time|at|sj|rq)(?:str)?|datePublished)"\s*:\s*'
    r'(?:"((?:19|20)\d\d-\d\d-\d\d)|"?(1\d{9})(?:\d{3})?"?(?=[,\s}]))',
    re.I,
)
_BRACKET = re.compile(r"[{}\[\]]")
_NEAR = 3000  # characters between a title and its text
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LEAST = 200  # shorter ones are teasers
_TOLD = 400  # characters of a text as written that needs no title to be one
_SHORT = 20  # a notice of one sentence, which its title tells from a teaser


def article(tree: html.HtmlElement) -> str:
    """The text that the page declares for search engines, or nothing."""
    for script in tree.iter("script"):
        code = script.text or ""
        if "articleBody" in code and (found := _BODY.search(code)):
            text = _plain(found[1])
            if len(text) >= _LEAST:
                return text
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A main text that only scripts show, and the title and day of release that its own object gives it."""

    element: html.HtmlElement
    title: str
    day: str = ""  # with its name, as written
    published: date | None = None


def drawn(tree: html.HtmlElement) -> Drawn | None:
    """The longest piece of markup or text among the state of a page that scripts draw."""
    best: Drawn | None = None
    most = _LEAST
    for script in tree.iter("script"):
        code = script.text or ""
        for found in _STATE.finditer(code):
            short = len(found[1]) < _TOLD
            if short and (best or not _is_alone(code)):
                continue
            markup = _unquoted(found[1])
            if markup.count("<p") + markup.count("<br") + markup.count("。") < (1 if short else 3):
                continue
            piece = decoding.parse(f"<div>{markup}</div>")
            size, title = len(piece.text_content()), _title_beside(code, found)
            if size > (_SHORT if short and title else most):
                day, published = _day_beside(code, found)
                best = Drawn(element=piece, title=title, day=day, published=published)
                most = max(size, most)
    return best


def _day_beside(code: str, text: re.Match[str]) -> tuple[str, date | None]:
    """The day of release in the same object as a text, with its name."""
    before = list(_DAY.finditer(code, max(0, text.start() - _NEAR), text.start()))
    near = before[-1] if before and not _BRACKET.search(code[before[-1].end() : text.start()]) else None
    if near is None:
        after = _DAY.search(code, text.end(), text.end() + _NEAR)
        near = after if after and not _BRACKET.search(code[text.end() : after.start()]) else None
    if near is None:
        return "", None
    if near[2]:
        return near[0], datetime.fromtimestamp(int(near[2]), _CHINA).date()
    return near[0], dates.first(near[1])


def _is_alone(code: str) -> bool:
    """Does the script hold one text with a title, and no list of teasers?"""
    return len(_STATE.findall(code)) == 1 and len(_TITLE.findall(code)) == 1


def _title_beside(code: str, text: re.Match[str]) -> str:
    """The title in the same object as a text: no bracket stands between them."""
    before = list(_TITLE.finditer(code, max(0, text.start() - _NEAR), text.start()))
    if before and not _BRACKET.search(code[before[-1].end() : text.start()]):
        return _one_line(before[-1][1])
    after = _TITLE.search(code, text.end(), text.end() + _NEAR)
    return _one_line(after[1]) if after and not _BRACKET.search(code[text.end() : after.start()]) else ""


def _one_line(raw: str) -> str:
    return " ".join(_plain(raw).split())


def _plain(raw: str) -> str:
    text = _unquoted(raw)
    return decoding.parse(f"<div>{text}</div>").text_content() if "<" in text or "&" in text else text


def _unquoted(raw: str) -> str:
    try:
        text = str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return ""
    return _CONTROL.sub("", text)
