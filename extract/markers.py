"""The comments between which some content systems write the main text."""

from __future__ import annotations

import re
from itertools import islice, takewhile

from lxml import etree, html

AROUND = "between-markers"  # class of the block put around what lies between them

_MOST = 8  # a page with more of them marks the items of a list
_BEGIN = re.compile(r"\s*(?:ZJEG_RSS\.content\.begin|(?:文章)?正文\s*-?\s*(?:开始|begin|start|s))\s*", re.I)
_END = re.compile(r"\s*(?:ZJEG_RSS\.content\.end|(?:文章)?正文\s*-?\s*(?:结束|end|e))\s*", re.I)


def wrap(tree: html.HtmlElement) -> None:
    """Puts a block around what stands between a comment that begins the main text and its fellow that ends it."""
    begins = (comment for comment in list(tree.iter(etree.Comment)) if _begins(comment))
    for comment in islice(begins, _MOST):
        if comment.getparent() is None:
            continue
        inner = list(takewhile(lambda node: not _ends(node), comment.itersiblings()))
        last = inner[-1] if inner else comment
        if (
            last.getnext() is None
            or not _ends(last.getnext())
            or (last is comment and not (comment.tail or "").strip())
        ):
            continue
        if any(_begins(inside) for node in inner for inside in node.iter(etree.Comment)):  # around more than the text
            continue
        block = html.Element("div", {"class": AROUND})
        block.text, comment.tail = comment.tail, None
        comment.addnext(block)
        block.extend(inner)


def _begins(comment: html.HtmlElement) -> bool:
    return _BEGIN.fullmatch(comment.text or "") is not None


def _ends(node: html.HtmlElement) -> bool:
    return node.tag is etree.Comment and _END.fullmatch(node.text or "") is not None
