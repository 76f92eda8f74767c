"""Offers in wordings that no list knows: how much a passage reads like an advertisement, how little like its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from extract import formulas, signs
from extract.fold import fold
from extract.words import listed, starting_at

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile("[a-z]+")
_QUOTED = re.compile(r"[“「『《\"][^”」』》\"]{2,40}[”」』》\"]")
_HANDLE = re.compile(  # letters and digits as accounts and hosts are made of, between ideographs
    r"(?<=[\u3400-\u9fff号:@])[a-z]{2,8}\d{2,8}(?:com|net|cc|vip|xyz|top|点cc|点com)?(?=[\u3400-\u9fff]|$)"
    r"|(?:加|联系|微信?|蝙蝠号?|飞机|扣|薇|vx?|tg)[:：@]?(?:[a-z]{1,8}\d{3,10}|\d{6,11})(?!\d)"
    r"|[a-z]{2,12}\d{0,8}(?:\.|点)(?:com|net|cc|vip|xyz|top|club|info|me|app|site|online|bet|icu|fun)(?![a-z])"
)
_SPOKEN_OF = re.compile(
    r"^第[一二三四五六七八九十百\d]+条|为名|名义|名目|为由|幌子|诱饵|诱导|诱骗|广告|(?:行为|信息|活动|问题)(?:[,，。的]|$)|等(?:方式|手段|字样|内容|违)"
)
_FRAME = re.compile(
    r"[对以将把用因或及和与被如即经]|利用|通过|严|禁|打击|防|凡|包括|例如|比如|诸如|查|不得|涉及|宣传|宣称|声称|承诺|从事|收到|点击"
)
_MOBILE = re.compile(r"1(?<!\d1)[3-9]\d{9}(?!\d)")
_PRICE = re.compile(
    r"\d(?:\.\d+)?(?:元|块|折)(?:起|包邮|秒杀|任选|抢)|[一二三四五六七八九\d]折起|(?:低至|只要|仅需|只需|到手)\d|[日月时]入[过上]?[\d一二三五百千万]"
    r"|送\d{2,5}元?|翻倍|[一二三五十\d](?:秒|分钟)(?:到账|到帐|下款|升级|上分)"
)
_COUNT = "[\\d一二三四五六七八九十百千半]+"
_PITCH = starting_at(  # how anybody is talked into buying anything
    "只仅低到一半二三四五六七八九十百千年月日时包不全可送领翻坐秒当\\d",
    rf"(?:只要|仅需|只需|低至|仅售|到手价?|一口价)[\d一二三四五六七八九]|[\d一二三四五六七八九]折|半价|{_COUNT}(?:元|块)(?:一|/|每)?[罐单个份节瓶斤条位]"
    r"|一[罐单个份节瓶斤条台][\d一二三四五六七八九]|[年月日时]薪|包[过邮教吃住工料下赔赢接学出送]|不[灵行好成过]不?(?:要钱|退款|收费|收钱)"
    rf"|(?:全额|包|可)退|[送领](?:护理|题库|教材|试用|底片|平板|红包|大礼)|(?:{_COUNT}[倍万].{{0,4}}|翻)(?:不是梦|在即|番|{_COUNT}倍)|不是梦|坐等"
    rf"|秒[到过回批收杀]|(?:{_COUNT}分钟|{_COUNT}小时|当天)(?:到账|核|出|下|放|取|见|上门)",
)
_OF_POLICY = re.compile(
    r"鼓励|支持|推动|推进|规范|加强|补助|补贴|奖补|申请|申报|审核|检查|整治|清理|实施|落实|开展|给予|应当|必须|按照|设立|建设|改造|提升|促进"
    r"|制定|完善|组织|部署|会议|政策|安全|市民|居民|企业|群众|部门|机构|工作|发展|提供|服务中心|医院|学校|社区|公告|电话[:：]|0\d{2,3}-\d{7}"
)
_STARS = re.compile(
    r"([\u2190-\u21ff\u2500-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff])\1|[★☆◆◇●♥❤✅🔥►▶][\u3400-\u9fffa-z].*[★☆◆◇●♥❤✅🔥►▶]"
)
_SENTENCE = re.compile(r"[^。！？!?；;]*[。！？!?；;]+[”’」』\"')）】]*|[^。！？!?；;]+$")
_CLAUSE = re.compile(r"[^，,\s]+[，,\s]*|[，,\s]+")
_LINKING = re.compile(r"[的和及与在对为了将由于并等被把从向以其中应该]")  # what sentences are held together with


@dataclass(frozen=True, slots=True)
class Offer:
    """How much a passage sells, and what an authority would have said in it."""

    worth: float
    size: int  # letters and digits
    official: float  # share of an authority's words
    genuine: int  # words of those who speak about a trade
    letters: str
    of_policy: bool  # a word in which measures are spoken of


@cache
def _finder() -> AhoCorasick:
    words = [entry.split()[1] for entry in listed("trade")]
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)


@cache
def _weights() -> tuple[int, ...]:
    return tuple(int(entry.split()[0]) for entry in listed("trade"))


def words(bare: str) -> int:
    """What a folded text's different words of trade come to."""
    weights = _weights()
    return sum(weights[index] for index in {hit[0] for hit in _finder().find_matches_as_indexes(bare)})


def of(text: str) -> Offer:
    """The offer in a passage."""
    bare = signs.plain(text)
    outside = _QUOTED.sub("", bare)
    handle = bool(_HANDLE.search(outside))
    mobile = bool(_MOBILE.search(outside))
    letters = "".join(_WORD.findall(bare))
    worth = (
        words(outside)
        + 2.5 * handle
        + 1.5 * mobile
        + 1.5 * bool(_PRICE.search(outside))
        + 2 * bool(_STARS.search(text))
    )
    clauses = re.split(r"[，,。！？!?;；：:、\s]", text)
    if any(
        len(clause) >= _ROW and len(_HAN.findall(clause)) >= _ROW and not _LINKING.search(clause) for clause in clauses
    ):
        worth += 1  # words in a row, as search engines like them
    return Offer(
        worth=worth,
        size=_size(letters),
        official=formulas.officialese(letters),
        genuine=len({hit[0] for hit in signs.finder("genuine").find_matches_as_indexes(bare)})
        + bool(_SPOKEN_OF.search(bare)),
        letters=letters,
        of_policy=_OF_POLICY.search(bare) is not None,
    )


def _size(letters: str) -> int:
    """Its length as ideographs would say it: a sentence in Latin letters is three times as long."""
    foreign = sum(map(len, _LATIN.findall(letters)))
    return len(letters) - foreign + foreign // _LETTERS if foreign > len(letters) // 2 else len(letters)


_ROW = 10  # ideographs without a word that links them
_LETTERS = 3  # of a Latin word that say as much as one ideograph


@dataclass(slots=True)
class Surroundings:
    """The document that a passage stands in."""

    texts: Sequence[str]
    _known: dict[str, int] = field(default_factory=dict)
    _chinese: bool | None = None
    _trading: bool | None = None

    @property
    def chinese(self) -> bool:
        """Is much of it written in Chinese?"""
        if self._chinese is None:
            self._chinese = formulas.is_chinese("\n".join(self.texts))
        return self._chinese

    @property
    def of_trade(self) -> bool:
        """Does one in five of its sentences speak of what is sold, or does it warn of frauds: is that its subject?"""
        if self._trading is None:
            said = [
                sentence for text in self.texts for sentence in _SENTENCE.findall(text) if len(sentence) > _SHORTEST
            ]
            warned = set(_WARNING.findall("".join(said)))
            self._trading = len(warned) > 1 or sum(
                words(signs.plain(sentence)) >= _WORTH for sentence in said
            ) * 5 >= len(said)
        return self._trading

    def strangeness(self, letters: str) -> float | None:
        """The share of a passage's pairs of ideographs that its document has nowhere else; None in a short document."""
        if not self._known:
            once = dict.fromkeys(sentence for text in self.texts for sentence in _SENTENCE.findall(text))
            for sentence in once:  # what is spliced in twice does not vouch for itself
                for pair in _pairs(fold(sentence)):
                    self._known[pair] = self._known.get(pair, 0) + 1
        own: dict[str, int] = {}
        for pair in _pairs(letters):
            own[pair] = own.get(pair, 0) + 1
        if len(self._known) < _CONTEXT or not own:
            return None
        new = sum(1 for pair, times in own.items() if self._known.get(pair, 0) <= times)
        return new / len(own)


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1) if text[at] >= "\u3400" and text[at + 1] >= "\u3400"]


_CONTEXT = 120  # different pairs that make a document


def may_be(text: str) -> bool:
    """Is there enough trade in it to look closer?"""
    bare = signs.plain(text)
    return words(bare) >= _LOOK or _PITCH.search(bare) is not None


_LOOK = 2


def sift(text: str, around: Surroundings) -> tuple[str, list[str]]:
    """A paragraph without the offers that stand in it as sentences or were hung on one, and these."""
    if not may_be(text) or not around.chinese:
        return text, []
    left, taken = [], []
    for sentence in _SENTENCE.findall(text):
        hung = _hung(sentence, around) if may_be(sentence) else None
        if not hung:
            offer = of(sentence)
            if _guilty(offer, around) or _is_alien(sentence, offer, around):
                taken.append(sentence.strip())
                continue
        else:
            taken.append(hung.strip(" ，,　"))
            sentence = _joined(sentence, hung)
        left.append(sentence)
    return ("".join(left).strip(), taken) if taken else (text, [])


def _hung(sentence: str, around: Surroundings) -> str | None:
    """The clauses of a sentence that are an offer together, while the others are none."""
    clauses = _CLAUSE.findall(sentence)
    if not 1 < len(clauses) < 60:
        return None
    judged = [of(clause) for clause in clauses]
    sells = [one.worth >= 2 and one.worth >= one.size * _DENSITY and not one.genuine for one in judged]
    at = 0
    while at < len(clauses):
        end = at
        while end < len(clauses) and (sells[end] or (end + 1 < len(clauses) and end > at and sells[end + 1])):
            end += 1
        if end > at:
            run = "".join(clauses[at:end])
            others = "".join(clauses[:at] + clauses[end:])
            apart = not may_be(others) and len(_HAN.findall(others)) > _REST and not _FRAME.match(run)
            if apart and _guilty(of(run), around):
                return run
            at = end
        at += 1
    return None


_REST = 3  # ideographs; less is a part of the offer


def _joined(sentence: str, hung: str) -> str:
    """What is left, with the stop that the offer stood before."""
    before, _, after = sentence.partition(hung)
    stop = re.search(r"[。！？!?；;]+[”’」』\"')）】]*$", hung)
    return before.rstrip("，, ") + stop[0] if stop and not after else before + after


def _guilty(offer: Offer, around: Surroundings) -> bool:
    if offer.genuine or offer.official > _OFFICIAL or offer.size > _LONGEST or offer.worth < _WORTH:
        return False
    if offer.worth < offer.size * (_ALONE_DENSITY if offer.of_policy else _DENSITY):
        return False
    strange = around.strangeness(offer.letters)
    if strange is None:
        return offer.worth >= _ALONE and offer.worth >= offer.size * _ALONE_DENSITY
    return strange >= _STRANGE


def _is_alien(sentence: str, offer: Offer, around: Surroundings) -> bool:
    """Is nothing in it of its document or of any policy, and something in it for sale?"""
    if offer.genuine or offer.official or not _SHORTEST <= offer.size <= _LONGEST or around.of_trade:
        return False
    if offer.worth + 2 * bool(_PITCH.search(signs.plain(sentence))) < _LOOK:
        return False
    if _ITEM.search(sentence.strip()):  # of a list that the document makes, as of what to beware of
        return False
    if offer.of_policy or len(_HOLDING.findall(sentence)) > _HELD:
        return False
    strange = around.strangeness(offer.letters)
    return strange is not None and strange >= _ALIEN


# Of 4547 sentences of genuine documents one comes near to this, of the sellers' two in three.
_ALIEN, _SHORTEST, _HELD = 0.9, 10, 2
_ITEM = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|^[①-⑳]|[；;]$")
_WARNING = re.compile("诈骗|騙局|骗局|詐騙|套路|警惕|谨防|切勿|陷阱")
_HOLDING = re.compile("[的和及与在对为了将由于并等被把从向以其中应该可按经须各本我]")
# Of 80 genuine documents the densest long sentence comes to 0.19 a letter, the strangest that speaks of trade to 0.85.
_WORTH, _DENSITY, _STRANGE = 4.5, 0.2, 0.75
_ALONE, _ALONE_DENSITY = 7.0, 0.3
_OFFICIAL = 0.15
_LONGEST = 60
