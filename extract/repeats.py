"""What a site writes into page after page: passages that recur in many of its documents, whatever those are about.

A passage is a line, or one sentence of a line with several. recurrence.py learns from what `passages` returns which of
them recur; `sift` then cuts those from a new text. What official documents share is never a passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from hashlib import blake2b

from extract import formulas
from extract.cutting import Taken
from extract.document import Cut
from extract.fold import fold

REASON = "site repeat"
SHORTEST, LONGEST = 6, 240  # letters of a line; a sentence inside a line needs more, because short ones are everybody's
SENTENCE = 10
HEAD, TAIL = 5, 8  # lines at either end of a text, where sites write around it
SIZE = 8  # bytes of a passage's digest
MOST = 80  # passages kept of one document
SHORT = 200  # letters: a text this short must not lose more than it keeps

_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』\"')）】]*|[^。！？!?]+$")
_NO_LETTERS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_VOICE = re.compile(  # a site or a seller that speaks to its reader
    r"微信|公众号|扫码|扫描|二维码|关注|点击|点此|下载|客服|热线|加群|欢迎|详情|优惠|代办|包过|顾问|会员|本站|本网|小编|版权|转载|app"
    r"|https?|www|\.com|\.net|\.cn"
)
_FAINT, _LOUD = 0.1, 0.35  # share of an authority's words


class Kind(IntEnum):
    """What speaks against a passage before anything is known of its recurring; the first byte of its digest."""

    EDGE_STRANGE = 1  # near an end of the text, without an authority's words; numbers count as equal
    STRANGE = 2  # anywhere; numbers count
    EDGE_WORDED = 3  # with some of an authority's words
    WORDED = 4


def passages(text: str, cuts: Sequence[Cut] = ()) -> list[bytes]:
    """What of a document could be a site's repeat, as digests; what was cut as one before is seen again."""
    return passages_of_folded(fold(text), cuts)


def passages_of_folded(text: str, cuts: Sequence[Cut] = ()) -> list[bytes]:
    """As `passages`, of a text that is folded already."""
    lines = [line for line in text.split("\n") if line.strip()]
    chinese = formulas.is_chinese(text)
    found: dict[bytes, None] = {}
    for cut in cuts:
        if cut.reason == REASON:
            found.update(dict.fromkeys(_of_line(fold(cut.text), edge=True, chinese=chinese)))
    for at in _from_the_ends(len(lines)):
        found.update(dict.fromkeys(_of_line(lines[at], edge=_is_edge(at, len(lines)), chinese=chinese)))
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def named(text: str, cuts: Sequence[Cut] = ()) -> dict[bytes, str]:
    """The words behind the digests that `passages` returns."""
    chinese = formulas.is_chinese(text)
    words: dict[bytes, str] = {}
    for line in [*(cut.text for cut in cuts if cut.reason == REASON), *text.split("\n")]:
        for part in [line, *_sentences(line)]:
            for digest in _digests(fold(part), edge=True, chinese=chinese, shortest=SHORTEST):
                words.setdefault(digest, part.strip())
    return words


def sift(texts: Sequence[str], known: frozenset[bytes]) -> tuple[list[tuple[int, str]], list[Taken]]:
    """The lines without the site's repeats, each with the place it had, and what was cut."""
    before = list(enumerate(texts))
    if not known:
        return before, []
    chinese = formulas.is_chinese("\n".join(texts))
    current, cuts = before, list[Taken]()
    while True:
        current, more = _once(current, known, chinese)
        if not more:
            break
        cuts.extend(more)
    kept = sum(len(_letters(text)) for _, text in current)
    lost = sum(len(_letters(cut.text)) for cut in cuts)
    if kept < min(lost, SHORT):
        return before, []
    return current, cuts


def _once(
    lines: list[tuple[int, str]], known: frozenset[bytes], chinese: bool
) -> tuple[list[tuple[int, str]], list[Taken]]:
    left: list[tuple[int, str]] = []
    cuts: list[Taken] = []
    for at, (place, text) in enumerate(lines):
        whole = _digests(fold(text), edge=_is_edge(at, len(lines)), chinese=chinese, shortest=SHORTEST)
        if not known.isdisjoint(whole):
            cuts.append(Taken(reason=REASON, text=text, at=place))
            continue
        rest = text
        for sentence in _sentences(text):
            if not known.isdisjoint(_digests(fold(sentence), edge=False, chinese=chinese, shortest=SENTENCE)):
                cuts.append(Taken(reason=REASON, text=sentence.strip(), at=place))
                rest = rest.replace(sentence, "", 1)
        if rest.strip():
            left.append((place, rest if rest == text else rest.strip()))
    return left, cuts


def _of_line(line: str, *, edge: bool, chinese: bool) -> Iterator[bytes]:
    yield from _digests(line, edge=edge, chinese=chinese, shortest=SHORTEST)
    for sentence in _sentences(line):
        yield from _digests(sentence, edge=False, chinese=chinese, shortest=SENTENCE)


def _sentences(line: str) -> list[str]:
    """The sentences of a line that has several; a table's row has none."""
    if "\t" in line:
        return []
    found: list[str] = _SENTENCE.findall(line)
    return found if len(found) > 1 else []


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text)


def _digests(folded: str, *, edge: bool, chinese: bool, shortest: int) -> list[bytes]:
    """Under which digests the passage is remembered; none for what may never be a repeat."""
    if len(folded) < shortest or "\t" in folded:
        return []
    letters = _letters(folded)
    if not shortest <= len(letters) <= LONGEST:
        return []
    official = formulas.officialese(letters)
    if (official > _LOUD and not _VOICE.search(folded)) or formulas.is_formula(folded):
        return []
    # On a page in another language every line is without an authority's Chinese words.
    strange = official <= _FAINT and chinese
    digests = [_digest(Kind.STRANGE if strange else Kind.WORDED, letters)]
    if edge:
        digests.append(_digest(Kind.EDGE_STRANGE if strange else Kind.EDGE_WORDED, _DIGITS.sub("0", letters)))
    return digests


def _digest(kind: Kind, letters: str) -> bytes:
    return bytes([kind]) + blake2b(letters.encode(), digest_size=SIZE - 1).digest()


def kind(passage: bytes) -> Kind:
    """What kind of passage a digest stands for."""
    return Kind(passage[0])


def _is_edge(at: int, count: int) -> bool:
    return at < HEAD or at >= count - TAIL


def _from_the_ends(count: int) -> Iterator[int]:
    """The places of lines, from both ends to the middle: what is kept of a long text is what sites write around it."""
    for at in range((count + 1) // 2):
        yield at
        if at != count - 1 - at:
            yield count - 1 - at
