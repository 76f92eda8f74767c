"""What speaks for and against a passage being an injection: what it sells, how it is written, whom it speaks for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from extract.fold import fold
from extract.words import listed, starting_at

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
_MADE_UP_HOST = re.compile(
    r"(?:www\.)?[a-z]{2,8}\d{3,8}\.(?:com|net|cc|vip|xyz|top|club|info|org|cn|tv|me|app|site|online|win|bet)(?![a-z\d])"
)
_ANY_HOST = re.compile(
    r"(?:https?://|www\.)[a-z0-9.-]+|(?<![a-z\d.-])[a-z0-9-]{3,}\.(?:com|net|cc|vip|xyz|top|club|app|site)(?![a-z\d])"
)
_CONTACT = starting_at(
    "q扣微薇威徽vw加t飞s14同",
    r"(?:qq|扣扣|q群|微信|薇信|薇芯|威信|徽信|v信|vx|wx|加v|telegram|飞机|whatsapp|skype)(?:号|/手机|/电话)?:?[a-z]{0,4}[\da-z_-]{5,}"
    r"|1[3-9]\d{9}|400-?\d{3}-?\d{4}|微信同号|同微信|薇信|薇芯|v信",
)
_ACCOUNT = starting_at(
    "加联咨私合微薇威徽vwt飞电群回扣q我咖家佳嘉+企",
    r"(?:加|联系|咨询|私聊|合作|微信?|薇信?|威信|徽信|v信?|vx|wx|tg|飞机|电报|群|回|扣扣|qq|我|[咖家佳嘉+]微?)号?[:：@❤♥]{0,2}[a-z]{1,6}[\d_]{4,10}(?![\da-z@.])"
    r"|(?:加群|群号?|扣扣|qq|企鹅)[:：]?\d{6,11}(?!\d)",
)
_MOBILE = re.compile(  # an office sets a label or a name before a number; the 1 comes first, for a quick search
    r"1(?<!女士1)(?<!先生1)(?<!老师1)(?<!同志1)(?<!主任1)(?<!科长1)(?<![:：\d\s(（/、-]1)(?<!电话1)(?<!手机1)(?<!号码1)(?<!传真1)(?<!方式1)"
    r"[3-9]\d{9}(?!\d)"
)
_SHREDDED = re.compile(f"(?:{_HAN}[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]+){{5,}}|(?:{_HAN}[·•‧・*＊]){{6,}}{_HAN}")
_JOINED = re.compile(f"{_HAN}_{_HAN}[^_]*_{_HAN}")  # search words, as they are written for machines
_QUOTED = re.compile(r"[“「『《\"][^”」』》\"]{2,40}[”」』》\"]")

# What each of the longer expressions cannot do without: a class is searched for many times as fast as they are.
_SOME_KANA = re.compile("[\u3040-\u30ff]")
_SINGLE = re.compile(r" \S" * 9)
_PICTURE = re.compile("[\U0001f300-\U0001faff\u25b6\u2705\u2b50\u2764]")
_PICTURES = re.compile(f"{_HAN}\\W?{_PICTURE.pattern}")
_HIDDEN_BETWEEN = re.compile(f"{_HAN}[\u200b-\u200d\u2060\ufeff]{_HAN}")
_SHREDDING = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad·•‧・*＊]")
_FIGURES = re.compile(r"[\d_][\d_][\d_][\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What speaks for and against a passage being an injection."""

    words: int  # different words for sale
    share: float  # of its characters
    pitches: int
    made_up: bool  # a host as farms register them by the thousand
    contact: bool  # a messenger account, mobile or service number, or any host
    account: bool  # a messenger account or made-up host, given as no office gives its own
    private: bool  # that, or a mobile number without a label
    disguised: bool  # written so that filters miss it
    shredded: bool  # a sign between all characters, as nobody writes who wants to be believed
    genuine: int  # an authority's words
    size: int


@cache
def finder(name: str) -> AhoCorasick:
    entries = [line.split()[-1] for line in listed(name)]
    return AhoCorasick(entries, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)


@lru_cache(maxsize=512)  # a line is looked at from several sides, one after the other
def plain(text: str) -> str:
    """The text as it is meant: folded, without disguise and spaces."""
    text = _INVISIBLE.sub("", text)
    if _SYMBOL.search(text):
        text = "".join(char for char in text if unicodedata.category(char) not in ("So", "Sk") and char != "\ufe0f")
    return "".join(_without_kana(fold(text)).split())


def _without_kana(folded: str) -> str:
    return _KANA.sub("", folded) if _SOME_KANA.search(folded) else folded


def of(text: str) -> Signs:
    """Everything the verdicts rest on, for one passage."""
    bare = plain(text)
    outside = _QUOTED.sub("", bare)  # a quoted advertisement is spoken about
    found = finder("spam").find_matches_as_indexes(outside, overlapping=False)
    covered = sum(end - start for _, start, end in found)
    made_up = _MADE_UP_HOST.search(outside) is not None
    account = made_up or _names_account(outside)
    return Signs(
        words=len({index for index, _, _ in found}),
        share=covered / max(1, len(re.sub(r"[\W_]+", "", bare))),
        pitches=len({index for index, _, _ in finder("pitches").find_matches_as_indexes(outside, overlapping=False)}),
        made_up=made_up,
        contact=bool(_CONTACT.search(outside) or _ANY_HOST.search(outside)),
        account=account,
        private=account or _MOBILE.search(outside) is not None,
        disguised=disguised(text),
        shredded=shredded(text),
        genuine=len({index for index, _, _ in finder("genuine").find_matches_as_indexes(bare, overlapping=False)}),
        size=len(bare),
    )


def disguised(text: str) -> bool:
    """Is it written so that a reader sees words and a filter does not?"""
    if len(_INVISIBLE.findall(text.strip("\u200b\ufeff"))) >= 3 and _HIDDEN_BETWEEN.search(text):
        return True
    if _WIDE.search(text):
        return True
    if _SINGLE.search(text):
        spaced = _SPACED.search(text)
        if spaced and len(re.findall(_HAN, spaced[0])) >= 5:
            return True
    if _PICTURE.search(text) and len(_PICTURES.findall(text)) >= 3:
        return True
    kana = len(_SOME_KANA.findall(text))
    return kana >= 3 and kana * 3 < len(text) and len(_KANA.findall(text)) >= 3


def shredded(text: str) -> bool:
    """Is there a sign between all its characters, as nobody writes who wants to be believed?"""
    return len(_SHREDDING.findall(text)) >= 5 and _SHREDDED.search(text) is not None


def _names_account(bare: str) -> bool:
    return _FIGURES.search(bare) is not None and _ACCOUNT.search(bare) is not None


def plain_keeping_breaks(text: str) -> str:
    """As `plain`, with spaces."""
    return _without_kana(fold(_INVISIBLE.sub("", text)))


def suspicious(text: str) -> bool:
    """Is there anything in it that could be an injection?"""
    bare = plain(text)
    return bool(
        disguised(text)
        or shredded(text)
        or _names_account(bare)
        or _MOBILE.search(bare)
        or _JOINED.search(bare)
        or finder("spam").find_matches_as_indexes(bare, overlapping=False)
        or (_CONTACT.search(bare) and finder("pitches").find_matches_as_indexes(bare, overlapping=False))
    )


def is_made_up(url: str) -> bool:
    """Does it lead to a host as farms register them by the thousand?"""
    return bool(_MADE_UP_HOST.search(url.lower()))
