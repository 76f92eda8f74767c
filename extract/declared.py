"""The main text as a page's own scripts hold it: JSON-LD, and the state that a browser would draw the page from."""

from __future__ import annotations

import json
import re

from lxml import html

from extract import decoding

_BODY = re.compile(r'"articleBody"\s*:\s*"((?:[^"\\]|\\.)*)"')
_STATE = re.compile(
    r'"(?:content|contents|body|html|articleContent|article_content|contentHtml|detail|docContent|docClob|txt|text)"'
    r'\s*:\s*"((?:[^"\\]|\\.){400,})"'
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LEAST = 200  # shorter ones are teasers


def article(tree: html.HtmlElement) -> str:
    """The text that the page declares for search engines, or nothing."""
    for script in tree.iter("script"):
        code = script.text or ""
        if "articleBody" in code and (found := _BODY.search(code)):
            text = _plain(found[1])
            if len(text) >= _LEAST:
                return text
    return ""


def drawn(tree: html.HtmlElement) -> html.HtmlElement | None:
    """The longest piece of markup or text among the state of a page that scripts draw."""
    best: html.HtmlElement | None = None
    most = _LEAST
    for script in tree.iter("script"):
        for raw in _STATE.findall(script.text or ""):
            markup = _unquoted(raw)
            if markup.count("<p") + markup.count("<br") + markup.count("。") < 3:
                continue
            piece = decoding.parse(f"<div>{markup}</div>")
            size = len(piece.text_content())
            if size > most:
                best, most = piece, size
    return best


def _plain(raw: str) -> str:
    text = _unquoted(raw)
    return decoding.parse(f"<div>{text}</div>").text_content() if "<" in text or "&" in text else text


def _unquoted(raw: str) -> str:
    try:
        text = str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return ""
    return _CONTROL.sub("", text)
