"""Blocks told by what they say: a site's imprint, what readers wrote, boxes that ask for an address."""

from __future__ import annotations

import re

from lxml import etree, html

from extract.visible import content

_IMPRINT = re.compile(
    r"(?<![\u4e00-\u9fff、])[\u4e00-\u9fff]{0,2}ICP[备備证證]\s?\d{5,}"
    r"|(?:公网安备|公安备案号?)\s?[:：]?\s?(?:[\u4e00-\u9fff]公网安备)?\s?\d{8,}"
    r"|(?:网站|站点)标识码\s?[:：]?\s?\w{6,}|版权所有\s?[:：©]|[:：©]\s?版权所有"
    r"|(?:copyright|©)\s?(?:©|\(c\))?\s?(?:19|20)\d\d|all rights reserved",
    re.I,
)
_MARK = re.compile("icp|安备|标识码|版权所有|copyright|©|all rights", re.I)  # without one of them it is none
_COMMENTS = re.compile(  # without spaces and counts
    r"(?:网友|读者|最新|全部|热门|精彩|文章|用户)?评论(?:列表|区)?|(?:发表|我要|参与)评论|网友留言"
    r"|comments?|readercomments|kommentare"
    r"|commentaires|comentarios|commenti|комментарии|コメント|댓글|تعليقات|التعليقات",
    re.I,
)
_COMMENT = re.compile(
    r"评论|留言|comm?ent|kommentare|комментарии|コメント|댓글|تعليقات", re.I
)  # one is in each of them
_COUNT = re.compile(r"[\s\d()（）\[\]条則则件:：]+")
_STATED = re.compile(r"[。！？]|[.!?]\s+[A-Z]")
_LONGEST = 600  # characters; an imprint names the site, its keepers, address and numbers
_HEADING = 40  # characters
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "strong", "b", "dt", "legend")


def found(body: html.HtmlElement) -> list[tuple[html.HtmlElement, str]]:
    """The blocks with the reason for which each is none of the text, the outermost first."""
    return [*_imprints(body), *_comments(body), *_boxes(body)]


def _imprints(body: html.HtmlElement) -> list[tuple[html.HtmlElement, str]]:
    blocks: dict[html.HtmlElement, str] = {}
    for element in body.iter(
        "p", "div", "span", "a", "td", "li", "center", "font", "small", "address", "dd", "section"
    ):
        for said in (element.text, *(child.tail for child in element)):
            if (
                said
                and len(said) < 200
                and not said.isspace()  # six in ten are the spaces between two tags
                and _MARK.search(said)
                and _IMPRINT.search(said)
                and not _STATED.search(said)
            ):
                block = _whole(element, body)
                if block is not None:
                    blocks[block] = "footer"
                break
    return list(blocks.items())


def _whole(element: html.HtmlElement, body: html.HtmlElement) -> html.HtmlElement | None:
    """The largest block around an imprint's line that says nothing else."""
    best = None
    here: html.HtmlElement | None = element
    while here is not None and here is not body and here.tag not in ("html", "main", "article"):
        text = content(here)
        if len(text) > 12 * _LONGEST or len(" ".join(text.split())) > _LONGEST or _says(text):
            break
        if here.tag not in ("a", "span", "font", "td", "tr", "tbody"):
            best = here
        here = here.getparent()
    return best


def _says(text: str) -> bool:
    """Is there a sentence, a heading's worth of words or an attachment beside what imprints say?"""
    return any(
        (len(line) > 24 and _STATED.search(line)) or line.endswith(("通知", "公告", "公示", "办法", "意见"))
        for line in (one.strip() for one in text.split("\n"))
    )


def _comments(body: html.HtmlElement) -> list[tuple[html.HtmlElement, str]]:
    blocks: list[tuple[html.HtmlElement, str]] = []
    if not _COMMENT.search("".join(content(body).split())):
        return blocks
    for heading in body.iter(*_HEADINGS):
        said = " ".join(content(heading).split()) if len(heading) < 4 else ""
        if not said or len(said) > _HEADING or not _COMMENTS.fullmatch(_COUNT.sub("", said)):
            continue
        parent = heading.getparent()
        while parent is not None and parent is not body and parent[0] is heading and not (parent.text or "").strip():
            size = len(" ".join(content(parent).split()))
            if size > len(said) + 10:
                apart = parent.tag not in ("article", "main") and parent.find(".//h1") is None
                if apart and _said(parent) * 2 < _said(body):
                    blocks.append((parent, "comments"))
                break
            heading, parent = parent, parent.getparent()
    return blocks


def _said(block: html.HtmlElement) -> int:
    """How much of it is longer than links and labels are."""
    return sum(len(text) for text in map(str.strip, block.itertext(tag=etree.Element)) if len(text) >= _LABEL)


_LABEL = 16
_ASKS = re.compile(
    r"newsletter|your inbox|e-?mail address|subscribe|abonnieren|abonnez|suscr[ií]b|iscriviti"
    r"|подпис|メールマガジン|뉴스레터|النشرة|订阅|订閱|訂閱",
    re.I,
)


def _boxes(body: html.HtmlElement) -> list[tuple[html.HtmlElement, str]]:
    """Around a form that asks for the reader's address: a newsletter's box."""
    blocks = []
    for field in body.iter("form", "input", "button"):
        block: html.HtmlElement | None = field.getparent()
        while block is not None and (parent := block.getparent()) is not None and parent is not body:
            if parent.tag in ("article", "main", "td") or len(" ".join(content(parent).split())) > 400:
                break
            block = parent
        if (
            block is not None
            and block is not body
            and len(" ".join(content(block).split())) < 800
            and _ASKS.search(content(block))
        ):
            blocks.append((block, "promotion"))
    return blocks
