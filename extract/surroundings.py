"""What stands around and inside the main text: attachments, pictures, and passages that somebody wanted read."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

from extract import cutting, embedded, filekinds, markers, signs, spam
from extract.body import Body
from extract.document import Attachment, Cut
from extract.page import Page
from extract.pruning import Pruned

_FURNITURE = re.compile(
    r"(?:logo|icon|qrcode|ewm|erweima|weixin|wechat|share|print|arrow|blank|spacer|dot|line|loading|btn)", re.I
)
_BELOW = 4  # blocks below the main text that may be its list of files
_OF_FILES = re.compile(r"附\s?[件表]|相关(?:附件|下载|文件)|下载")
_NEAR = 3  # parents above the main text in which its attachments may stand


def attachments(body: Body, page: Page) -> tuple[Attachment, ...]:
    """Files linked from the main text or right beside it."""
    found: dict[str, Attachment] = {}
    rooms = rooms_of(body)
    anchors = [anchor for room in rooms for anchor in room.iter("a")]
    for selector in page.hints.attachments:
        anchors += [a for hit in rooms[-1].getroottree().getroot().cssselect(selector) for a in hit.iter("a")]
    for anchor in anchors:
        link = anchor.get("href") or anchor.get("oldsrc")
        url = (embedded.shown(link, page.url) or _absolute(link, page)) if link and filekinds.named(link) else None
        kind = filekinds.of(url) if url else None
        if url and kind and url not in found:
            name = " ".join(anchor.text_content().split()) or anchor.get("title") or _file_name(url)
            found[url] = Attachment(name=name, url=url, kind=kind)
    return tuple(found.values())


def rooms_of(body: Body) -> list[html.HtmlElement]:
    """The main text's element and those around it in which its attachments may stand."""
    near = _NEAR + (body.element.get("class") == markers.AROUND)  # our own block is no step away
    start = _out_of_frame(body.element)
    around = list(start.iterancestors())[:near]
    rooms = [start, *(parent for parent in around if parent.tag not in ("body", "html"))]
    if len(rooms) <= len(around) and rooms[-1].getparent() is not None:  # nothing but the page is around it
        below = islice(rooms[-1].itersiblings(), _BELOW)
        rooms += [
            block for block in below if isinstance(block.tag, str) and _OF_FILES.search(block.text_content()[:80])
        ]
    return rooms


def _out_of_frame(element: html.HtmlElement) -> html.HtmlElement:
    """The table around the element, where it has no other cell: it only frames the text."""
    table = next(element.iterancestors("table"), None)
    alone = table is not None and len(list(islice(table.iter("td", "th"), 2))) == 1
    return table if table is not None and alone else element


def images(body: Body, page: Page) -> tuple[str, ...]:
    """Pictures inside the main text."""
    found: dict[str, None] = {}
    for image in body.element.iter("img"):
        source = next(
            (image.get(name) for name in ("data-original", "data-src", "oldsrc", "src") if image.get(name)), None
        )
        url = _absolute(source, page)
        if url and not _small(image) and not _FURNITURE.search(PurePosixPath(urlsplit(url).path).name):
            found.setdefault(url)
    return tuple(found)


def images_near(body: Body, page: Page) -> tuple[str, ...]:
    """Pictures in the smallest block around it: all there is of a scanned document, beside a line with its day."""
    for parent in list(body.element.iterancestors())[:_NEAR]:
        if parent.tag in ("body", "html"):
            break
        if found := images(replace(body, element=parent), page):
            return found
    return ()


def cuts(body: Body, pruned: list[Pruned]) -> list[Cut]:
    """Blocks dropped from the main text's room, and spam that stood anywhere on the page."""
    told = []
    text = set(body.element.iter())
    room = {body.element, *list(body.element.iterancestors())[:2], *body.element.iter()}
    for block in pruned:
        if block.reason == "hidden" and not _meant(block, text):
            continue
        inside = block.reason in _TOLD or (block.parent in room and block.reason not in ("navigation", "footer"))
        if inside or block.reason == "promotion" or (signs.suspicious(block.text) and spam.is_spam(block.text)):
            told.append(
                Cut(reason=_REASONS.get(block.reason, block.reason), text=block.text, place=_place(block, text))
            )
    doubtful = body.around if signs.suspicious("\n".join(line.text for line in body.around)) else []
    for line in doubtful:
        if spam.is_farm(line, None) or (signs.suspicious(line.text) and spam.is_spam(line.text)):
            told.append(Cut(reason="spam", text=line.text, place=f"beside the text: {cutting.path(line.place)}"))
    return told


def _place(block: Pruned, text: set[html.HtmlElement]) -> str:
    if block.path in (cutting.SCRIPT, cutting.ANYWHERE):
        return block.path
    return f"{'in' if block.parent in text and block.parent.tag != 'body' else 'beside'} the text: {block.path}"


def _meant(block: Pruned, text: set[html.HtmlElement]) -> bool:
    """Was it hidden from readers, rather than kept for a click as menus are? Inside the text it always was."""
    if block.parent in text and block.parent.tag != "body":
        return True
    return block.strangers > 2 or bool(_SENTENCE.search(block.text)) or signs.suspicious(block.text)


_SENTENCE = re.compile(
    r"[^，。；！？\s]{4,}[，,][^，。；！？\s]{4,}[^。；！？]*[。；！？]|[。；！？][^。；！？]{6,}[。；！？]"
)
_TOLD = ("hidden", "junk markup")
_REASONS = {"reprint": "reprint note", "related": "link list", "qr": "promotion", "share": "navigation"}


def _absolute(link: str | None, page: Page) -> str | None:
    if not link or link.strip().lower().startswith(("javascript:", "data:", "mailto:", "#")):
        return None
    try:
        url = urljoin(page.url or "", link.strip())
        urlsplit(url)
    except ValueError:
        return None
    return url


def _file_name(url: str) -> str:
    return PurePosixPath(unquote(urlsplit(url).path)).name


def _small(image: html.HtmlElement) -> bool:
    for side in ("width", "height"):
        size = re.match(r"\d+", image.get(side, ""))
        if size and int(size[0]) < 60:
            return True
    return False
