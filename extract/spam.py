"""What others have written into a page: sentences, keyword lines and link farms that sell something."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from extract.document import Cut
from extract.fold import fold
from extract.rendering import Line
from extract.words import listed

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\u180e]")
_SYMBOL = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]")
_HAN = "[\u3400-\u9fff]"
_KANA = re.compile(  # one kana between ideographs, which Japanese has, too, but not on a Chinese page
    "(?<=[\u3400-\u9fff_\\-])[\u3040-\u30ff](?=[\u3400-\u9fff_\\-])"
    "|(?<=[\u3400-\u9fff])[\u3040-\u30ff](?=$|[_\\-])"
    "|(?:^|(?<=[_\\-]))[\u3040-\u30ff](?=[\u3400-\u9fff])"
)
_SPACED = re.compile(r"(?:(?<=^)|(?<=\s))\S(?: \S){9,}(?=\s|$)")
_WIDE = re.compile("[\uff21-\uff3a\uff41-\uff5a]{3,}")
_SENTENCE = re.compile(r"[^。！？!?；;]*[。！？!?；;]+[”’」』\"')）】]*|[^。！？!?；;]+$")
_MADE_UP_HOST = re.compile(
    r"(?:www\.)?[a-z]{2,8}\d{3,8}\.(?:com|net|cc|vip|xyz|top|club|info|org|cn|tv|me|app|site|online|win|bet)\b"
)
_ANY_HOST = re.compile(r"(?:https?://|www\.)[a-z0-9.-]+|\b[a-z0-9-]{3,}\.(?:com|net|cc|vip|xyz|top|club|app|site)\b")
_CONTACT = re.compile(
    r"(?:qq|扣扣|q群|微信|薇信|薇芯|威信|徽信|v信|vx|wx|加v|telegram|飞机|whatsapp|skype)(?:号|/手机|/电话)?:?[a-z]{0,4}[\da-z_-]{5,}"
    r"|1[3-9]\d{9}|400-?\d{3}-?\d{4}|微信同号|同微信|薇信|薇芯|v信"
)
_BETWEEN = re.compile(r"[_|,，、;；/·•—\-\s]+")
_QUOTED = re.compile(r"[“「『《\"][^”」』》\"]{2,40}[”」』》\"]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What speaks for and against a passage being an injection."""

    words: int  # different words for sale
    share: float  # of its characters
    pitches: int
    made_up: bool  # a host as farms register them by the thousand
    contact: bool  # a messenger account, mobile or service number, or any host
    disguised: bool  # written so that filters miss it
    genuine: int  # an authority's words
    size: int


@cache
def _finder(name: str) -> AhoCorasick:
    entries = [line.split()[-1] for line in listed(name)]
    return AhoCorasick(entries, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)


def plain(text: str) -> str:
    """The text as it is meant: folded, without disguise and spaces."""
    text = _INVISIBLE.sub("", text)
    if _SYMBOL.search(text):
        text = "".join(char for char in text if unicodedata.category(char) not in ("So", "Sk") and char != "\ufe0f")
    return "".join(_KANA.sub("", fold(text)).split())


def signs(text: str) -> Signs:
    """Everything the verdicts rest on, for one passage."""
    bare = plain(text)
    outside = _QUOTED.sub("", bare)  # a quoted advertisement is spoken about
    found = _finder("spam").find_matches_as_indexes(outside, overlapping=False)
    covered = sum(end - start for _, start, end in found)
    return Signs(
        words=len({index for index, _, _ in found}),
        share=covered / max(1, len(re.sub(r"[\W_]+", "", bare))),
        pitches=len({index for index, _, _ in _finder("pitches").find_matches_as_indexes(outside, overlapping=False)}),
        made_up=bool(_MADE_UP_HOST.search(outside)),
        contact=bool(_CONTACT.search(outside) or _ANY_HOST.search(outside)),
        disguised=disguised(text),
        genuine=len({index for index, _, _ in _finder("genuine").find_matches_as_indexes(bare, overlapping=False)}),
        size=len(bare),
    )


def disguised(text: str) -> bool:
    """Is it written so that a reader sees words and a filter does not?"""
    if len(_INVISIBLE.findall(text.strip("\u200b\ufeff"))) >= 3 and re.search(
        f"{_HAN}[\u200b-\u200d\u2060\ufeff]{_HAN}", text
    ):
        return True
    if _WIDE.search(text):
        return True
    spaced = _SPACED.search(text)
    if spaced and len(re.findall(_HAN, spaced[0])) >= 5:
        return True
    if len(re.findall(f"{_HAN}\\W?[\U0001f300-\U0001faff\u25b6\u2705\u2b50\u2764]", text)) >= 3:
        return True
    kana = len(re.findall("[\u3040-\u30ff]", text))
    return len(_KANA.findall(text)) >= 3 and kana * 3 < len(text)


def is_spam(text: str) -> bool:
    """Would this passage, standing alone, be an injection?"""
    return _guilty(signs(text), text)


def _guilty(s: Signs, text: str) -> bool:
    if s.size > 400 and s.share < 0.3:
        return False
    if s.disguised and (s.words or s.contact or s.pitches):
        return True
    if s.genuine > 1 and s.share < 0.4:
        return False
    if s.made_up and (s.words or s.pitches) and not s.genuine:
        return True
    if _keywords(text, s) or (s.words and s.pitches > 1 and s.contact and s.size < 100 and s.genuine < 2):
        return True
    if s.genuine:
        return False
    return bool(
        (s.words >= 1 and s.contact and (s.pitches >= 1 or s.size < 60))
        or (s.words >= 2 and s.pitches >= 2)
        or (s.words >= 3 and s.share > 0.4)
        or (s.pitches >= 2 and s.contact and s.size < 80)
        or (s.words >= 2 and s.share > 0.7)
        or (s.words >= 1 and s.pitches and s.share > 0.4 and s.size < 30)
    )


def _keywords(text: str, s: Signs) -> bool:
    """A line of search words: three or more short pieces, most of them for sale, no sentence."""
    if s.words < 2 or re.search(r"[。！？]", text):
        return False
    pieces = [piece for piece in _BETWEEN.split(plain_keeping_breaks(text)) if piece]
    if len(pieces) < 3 or sum(len(piece) for piece in pieces) > 16 * len(pieces):
        return False
    sold = sum(bool(_finder("spam").find_matches_as_indexes(piece, overlapping=False)) for piece in pieces)
    return sold >= 2 and sold * 2 >= len(pieces) and (s.genuine == 0 or sold > 3)


def plain_keeping_breaks(text: str) -> str:
    """As `plain`, with spaces."""
    return _KANA.sub("", fold(_INVISIBLE.sub("", text)))


def cut(texts: Sequence[str]) -> tuple[list[str], list[Cut]]:
    """The paragraphs without injected passages, and these; cutting what is left cuts nothing more."""
    left, cuts = sift(texts)
    return [text for _, text in left], cuts


def sift(texts: Sequence[str]) -> tuple[list[tuple[int, str]], list[Cut]]:
    """As `cut`, with the place that each paragraph had."""
    current = list(enumerate(texts))
    if not suspicious("\n".join(texts)):
        return current, []
    cuts: list[Cut] = []
    while True:
        current, more = _once(current)
        if not more:
            return current, cuts
        cuts.extend(more)


def _once(texts: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[Cut]]:
    left: list[str] = []
    taken: list[list[str]] = []
    for _, text in texts:
        if not suspicious(text):
            rest, bad = text, list[str]()
        else:
            rest, bad = _sentences(text)
            if rest and bad and _follows(rest):
                rest, bad = "", [text]
        left.append(rest)
        taken.append(bad)
    whole = [bool(bad) and not rest for rest, bad in zip(left, taken, strict=True)]
    for order in (range(1, len(texts)), range(len(texts) - 2, -1, -1)):
        for at in order:
            beside = at - 1 if order.step > 0 else at + 1
            if whole[beside] and left[at] and _follows(left[at]):
                taken[at].append(left[at])
                left[at], whole[at] = "", True
    return (
        [(place, rest) for (place, _), rest in zip(texts, left, strict=True) if rest],
        [Cut(reason="spam", text=passage) for bad in taken for passage in bad],
    )


def suspicious(text: str) -> bool:
    """Is there anything in it that could be an injection?"""
    bare = plain(text)
    return bool(
        disguised(text)
        or _finder("spam").find_matches_as_indexes(bare, overlapping=False)
        or (_CONTACT.search(bare) and _finder("pitches").find_matches_as_indexes(bare, overlapping=False))
    )


def _follows(text: str) -> bool:
    """A seller's second line: nothing but pitch or contact."""
    if len(text) > 80 or re.search("。.", text):
        return False
    s = signs(text)
    return s.size < 60 and not s.genuine and (s.pitches > 0 or s.words > 0 or (s.contact and s.size < 25))


def _sentences(text: str) -> tuple[str, list[str]]:
    parts = _SENTENCE.findall(text)
    if len(parts) < 2:
        whole = signs(text)
        return ("", [text]) if _guilty(whole, text) else _spliced(text, [text], [whole])
    judged = [signs(part) for part in parts]
    bad = [_guilty(s, part) for s, part in zip(judged, parts, strict=True)]
    if not any(bad):
        if len(text) < 130 and _guilty(signs(text), text):
            return "", [text]
        return _spliced(text, parts, judged)
    for order in (range(len(parts)), range(len(parts) - 1, -1, -1)):
        for at in order:  # its other half, cut off by the seller's own exclamation marks
            near = (at > 0 and bad[at - 1]) or (at + 1 < len(parts) and bad[at + 1])
            bad[at] = bad[at] or bool(near and judged[at].words and not judged[at].genuine and judged[at].size < 60)
    taken, run = [], ""
    for part, is_bad in zip(parts, bad, strict=True):
        if is_bad:
            run += part
        elif run:
            taken.append(run.strip())
            run = ""
    if run:
        taken.append(run.strip())
    return "".join(part for part, is_bad in zip(parts, bad, strict=True) if not is_bad).strip(), taken


def _spliced(text: str, parts: list[str], judged: list[Signs]) -> tuple[str, list[str]]:
    """The text without the clauses that somebody hung on a sentence with a comma: from what is sold to whom to ask."""
    left, taken = [], []
    for part, s in zip(parts, judged, strict=True):
        offer = _offer(part) if s.words and s.contact and s.size > _SPLICED else None
        if offer:
            left.append(part.replace(offer, "", 1))
            taken.append(offer.strip())
        else:
            left.append(part)
    return ("".join(left).strip(), taken) if taken else (text, [])


_SPLICED = 60  # a shorter sentence is judged as a whole
_CLAUSE = re.compile(r"[^，,]*[，,]|[^，,]+$")


def _offer(sentence: str) -> str | None:
    clauses = _CLAUSE.findall(sentence)
    judged = [signs(clause) for clause in clauses]
    sold = [at for at, s in enumerate(judged) if s.words]
    asked = [at for at, s in enumerate(judged) if s.contact]
    if not sold or not asked or sold[0] > asked[-1]:
        return None
    offer = "".join(clauses[sold[0] : asked[-1] + 1])
    found = signs(offer)
    alone = found.size * 2 < len(sentence) and not found.genuine
    return offer if alone and _guilty(found, offer) else None


def is_farm(line: Line, host: str | None) -> bool:
    """A line of links to many strange hosts."""
    if line.links < 3 or line.linked < line.size * 0.6:
        return False
    hosts = set()
    for anchor in line.place.iter("a"):
        try:
            found = urlsplit(anchor.get("href", "")).hostname
        except ValueError:
            continue
        if found and found != host:
            hosts.add(found)
    return len(hosts) >= 3 and (len(hosts) * 2 > line.links or is_spam(line.text))


def without_pollution(title: str) -> str:
    """The title without the segments that sell something."""
    parts = re.split(r"(\s*[|｜_\-—–－【】\[\]]+\s*)", title)
    clean = [part for part in parts[::2] if part.strip() and not _sells(part)]
    if len(clean) == len([part for part in parts[::2] if part.strip()]) or not clean:
        return title
    kept, before = "", ""
    for at in range(0, len(parts), 2):
        if parts[at].strip() and not _sells(parts[at]):
            kept += (before if kept else "") + parts[at]
            before = parts[at + 1] if at + 1 < len(parts) else ""
        elif not kept:
            before = ""
    return kept.strip()


def _sells(part: str) -> bool:
    s = signs(part)
    return s.words > 0 and not s.genuine and s.size < 30 and (s.share > 0.4 or s.contact or s.words > 1)
