"""What a link or a column says: titles, and whether they tell rows apart."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from spiders.blocks import WIDE, Block, Column, Piece, width
from spiders.dating import Dates, only_a_date

LONGEST = 300  # characters of a title
_WORDY = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W\d_]{4,}|[\u4e00-\u9fff]")
_NUMBERED = re.compile(r"\d")
# Not the ○○ that stands for a name.
_BULLET = re.compile(r"^(?:(?!([○◯●])\1)[·•●○▪■□◆◇»›>\-–—*|﹒・;；,，:：]|\d{1,3}[、.])\s*(?=\D)|\s*[›>|]$")
_FILE = re.compile(  # a file that was released under its own name
    r"(?<=[\u4e00-\u9fff）)》])\.(?:pdf|docx?|wps|ofd|xlsx?|rtf|ceb|zip|rar)$", re.I
)
_PINNED = re.compile(r"[\[【〔(（](?:置顶|顶|推荐|最新|热门?|头条|图文?|new|hot|top)[\]】〕)）]\s*(?=\S)", re.I)
_TIP = re.compile(
    r"(?:信息|文章)?标题\s*[:：]\s*(?P<title>.+?)"
    r"\s*(?:(?:(?:发布|发文|公开|更新|录入)?(?:时间|日期)|作\s?者|来\s?源|点击(?:数|次数)?|浏览(?:数|次数)?|发布人)\s*[:：].*)?"
)
_TIME = re.compile(
    r"\b[ap]\.?m\b\.?|\bnoon\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day|[上下]午|周[一二三四五六日]", re.I
)
_TOKENS = re.compile(r"[a-z]+")
_REFERENCE = re.compile(r"[^\s〔\[（(【]{0,12}[〔\[（(【]\s*\d{4}\s*[〕\]）)】]\s*第?\s*\d{1,5}\s*号")
_CERTAIN = 6  # characters of a cut title that must agree
_ONWARD = re.compile(
    r"[上下前后首尾末]一?[页頁]|最后一页|第一页|(?:next|prev(?:ious)?|first|last)(?: page)?|(?:older|newer)(?: posts)?"
    r"|(?:new|advanced) search|高级搜索|高级检索|跳转|转到|more|更多|查看更多|返回|返回首页|返回上一页|back",
    re.I,
)
# What a link for those who only hear the page says before the title.
_ABOUT = re.compile(
    r"^(?:read more (?:about|on)|learn more about|continue reading|leer más (?:sobre|acerca de)|en savoir plus sur"
    r"|lire la suite de|weiterlesen\s?:|mehr\s?:|mehr erfahren (?:über|zu))[\s:]+(?=\S.{8})",
    re.I,
)
_BRACKETS = ("】", "〕", "）", "》", "」")
_OPENERS = frozenset("[【〔(（")
_MARKS = frozenset(["em", "b", "strong", "font", "i", "u", "mark"])
_CUT = ("…", "...", "．．．", "。。。", "··")
_POOR_WORDS = """
    pdf doc docx html htm txt link view download more details detail read click here agenda minutes notice opinion order
    open mp3 audio video file
    查看详情 点击查看 查看全文 阅读全文 点击下载 立即查看 在线阅读 了解详情 详情查看
    下载 查看 详情 详细 更多 附件 点击 阅读 全文 打开 预览 原文 链接 查阅
"""
_POOR = frozenset(_POOR_WORDS.split())


def undated(text: str, dates: Dates) -> str:
    """A title without the row's date before or after it."""
    found = dates.of_title(text) if WIDE.search(text) else None
    if found is None:
        return text
    before, after = text[: found.start].rstrip(" ([（【"), text[found.end :].lstrip(" )]）】")
    return tidy(before or after) or text


class Titles:
    """The titles of a page's links, each read once."""

    def __init__(self, dates: Dates) -> None:
        self.dates = dates
        self._read: dict[HtmlElement, str] = {}

    def of(self, anchor: HtmlElement) -> str:
        if anchor not in self._read:
            self._read[anchor] = undated(title_of(anchor, self.dates), self.dates)
        return self._read[anchor]


def title_of(anchor: HtmlElement, dates: Dates | None = None) -> str:
    pieces = [piece for piece in Block((anchor,)).pieces if piece.anchor is not None]
    heading = [piece for piece in pieces if _is_heading(piece.element, anchor)]
    if heading:
        pieces = heading
    elif len(pieces) > 1 and dates is not None:
        pieces = [piece for piece in pieces if not only_a_date(piece.text, dates)] or pieces
    text = _ABOUT.sub("", tidy(_joined(pieces)))
    said = _untold(tidy(anchor.get("title") or ""))
    bare = text.rstrip("….。．· ")
    if said and (
        not text
        or (
            len(said) > len(text)
            and said.startswith(bare[:-1] if len(bare) > 6 else bare)
            and _tells(said[len(text) :])
        )
        or (text.endswith(_CUT) and width(said) >= width(bare))
    ):
        return said
    if not text:
        images = [tidy(image.get("alt") or "") for image in anchor.iter("img")]
        return next((alt for alt in images if alt), "")
    return text


def _untold(tip: str) -> str:
    """A tip's title without its label and what else the tip tells about the row."""
    match = _TIP.fullmatch(tip)
    return match["title"] if match else tip


def _joined(pieces: list[Piece]) -> str:
    """Texts in a row: marks within a Chinese title, as of a word that was searched for, divide no words."""
    text, last = "", None
    for piece in pieces:
        marked = last is not None and (piece.element is last or piece.element.tag in _MARKS or last.tag in _MARKS)
        together = marked and WIDE.match(text[-1:]) and WIDE.match(piece.text)
        bracketed = text.endswith(_BRACKETS)
        text = f"{text}{piece.text}" if not text or together or bracketed else f"{text} {piece.text}"
        last = piece.element
    return text


def completed(title: str, block: Block) -> str:
    """A title that the list cuts short, whole where another text or title attribute of its row says it."""
    if not title.endswith(_CUT):
        return title
    bare = title.rstrip("….。．· ")
    said = [piece.text for piece in block.pieces]
    said += [str(each.get("title") or "") for node in block.nodes for each in node.iter() if isinstance(each.tag, str)]
    whole = [tidy(text) for text in said]
    longer = [text for text in whole if text.startswith(bare) and not text.endswith(_CUT)]
    if bare in longer:
        return bare
    return min(longer, key=len)[:LONGEST] if len(bare) >= _CERTAIN and longer else title


def only_numbers(text: str) -> bool:
    """Does the text only number the row, without even a word for what it links to?"""
    return is_poor(text) and bool(_NUMBERED.search(text)) and not _WORDS.search(text)


def is_onward(text: str) -> bool:
    """Does the text lead through the pages of a list?"""
    return _ONWARD.fullmatch(text.strip(" <>«»‹›[]【】|.…")) is not None


def _tells(more: str) -> bool:
    """Does the rest of a title hold words, or only the row's date once more?"""
    return bool(_WORDY.search(re.sub("[年月日]", "", more)))


def _is_heading(element: HtmlElement, anchor: HtmlElement) -> bool:
    while element is not anchor:
        if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            return True
        if set(_TOKENS.findall((element.get("class") or "").lower())) & {"title", "tit", "bt", "headline", "subject"}:
            return True
        parent = element.getparent()
        if parent is None:
            return False
        element = parent
    return False


def telling(titles: Iterable[str]) -> float:
    """How well these titles tell their rows apart, from 0 to 1."""
    said = list(titles)
    if not said:
        return 0.0
    good = {title for title in said if not is_poor(title)}
    distinct = len(good) / len(said)
    mean = sum(min(width(title), 30) for title in good) / len(good) if good else 0.0
    return distinct * min(1.0, mean / 15)


def is_poor(text: str) -> bool:
    """Does the text only say that here is a file or a number?"""
    if _REFERENCE.fullmatch(text.strip()):
        return True
    words = (word.strip("()[],.:;|-–（）【】") for word in text.lower().replace("/", " ").split())
    return not any(
        _WORDY.search(word) and (WIDE.search(word) or not _NUMBERED.search(word)) for word in words if word not in _POOR
    )


def said_in(block: Block, column: Column, dates: Dates) -> str:
    """What a column of the block says, without the date in it."""
    text = " ".join(piece.text for piece in block.pieces if piece.column == column)
    found = dates.of(text)
    if found is not None:
        before, after = text[: found.start].strip(" ([（【-–:"), text[found.end :].strip(" )]）】-–:")
        text = f"{before} {after}" if not (before and after) else text
    return tidy(text)[:LONGEST]


def without_links(block: Block) -> str:
    """All that a block says outside its links."""
    return tidy(" ".join(piece.text for piece in block.pieces if piece.anchor is None))[:LONGEST]


def said_outside(block: Block, dates: Dates) -> str:
    """What a block says outside its links beside its date and the time of day."""
    said = (_without_date(piece.text, dates) for piece in block.pieces if piece.anchor is None)
    return tidy(" ".join(text for text in said if _WORDY.search(_TIME.sub("", text))))[:LONGEST]


def _without_date(text: str, dates: Dates) -> str:
    found = dates.of(text)
    if found is None:
        return text
    return f"{text[: found.start].rstrip(' ([（【-–:')} {text[found.end :].lstrip(' )]）】-–:')}".strip()


def tidy(text: str) -> str:
    folded = " ".join(text.split())
    folded = _PINNED.sub("", folded, count=1) if folded[:1] in _OPENERS and _PINNED.match(folded) else folded
    folded = _BULLET.sub("", folded).strip() or folded
    return _FILE.sub("", folded)
