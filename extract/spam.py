"""What others have written into a page: sentences, keyword lines and link farms that sell something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from extract import formulas, offers, signs
from extract.cutting import Taken
from extract.rendering import Line
from extract.signs import Signs

_SENTENCE = re.compile(r"[^。！？!?；;]*[。！？!?；;]+[”’」』\"')）】]*|[^。！？!?；;]+$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(r"[_|,，、;；/·•—\-\s]+")


_HALF = re.compile(r"(?<=[\u3400-\u9fff%?!]),(?=[\u3400-\u9fff])")
_FULL = re.compile(r"[\u3400-\u9fff]，")
_ENOUGH = 8  # full-width commas that tell how a page is written
_OFFER = 60  # letters; a longer sentence is judged by its clauses


def is_spam(text: str) -> bool:
    """Would this passage, standing alone, be an injection?"""
    return _guilty(signs.of(text), text)


def _guilty(s: Signs, text: str, *, foreign: bool = False) -> bool:
    """`foreign`: it is punctuated as nothing else on its page."""
    if s.size > 400 and s.share < 0.3:
        return False
    if s.shredded or _is_offer(s, text, foreign=foreign) or _joined(text, s):
        return True
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


def _is_offer(s: Signs, text: str, *, foreign: bool) -> bool:
    """Somebody's own account or number, and anything else that says it is not the authority's."""
    if not s.private or s.genuine or s.size > _OFFER:
        return False
    other = bool(s.words or s.pitches or s.disguised or (foreign and s.account))
    return other and formulas.officialese(signs.plain(text)) <= _OFFICIAL


_OFFICIAL = 0.1  # share of an authority's words in a seller's sentence


def _joined(text: str, s: Signs) -> bool:
    """Three or more short pieces with _ between them: written for machines, and by no authority."""
    pieces = [piece for piece in signs.plain_keeping_breaks(text).split("_") if piece.strip()]
    if len(pieces) < 3 or s.genuine or re.search(r"[。！？\t]", text):
        return False
    short = all(2 <= len(piece.strip()) <= 16 and _HAN.search(piece) for piece in pieces)
    short = short and sum(map(len, pieces)) >= 4 * len(pieces)  # names of fields are shorter
    return short and formulas.officialese(signs.plain(text)) == 0


def _keywords(text: str, s: Signs) -> bool:
    """A line of search words: three or more short pieces, most of them for sale, no sentence."""
    if s.words < 2 or re.search(r"[。！？]", text):
        return False
    pieces = [piece for piece in _BETWEEN.split(signs.plain_keeping_breaks(text)) if piece]
    if len(pieces) < 3 or sum(len(piece) for piece in pieces) > 16 * len(pieces):
        return False
    sold = sum(bool(signs.finder("spam").find_matches_as_indexes(piece, overlapping=False)) for piece in pieces)
    return sold >= 2 and sold * 2 >= len(pieces) and (s.genuine == 0 or sold > 3)


def cut(texts: Sequence[str]) -> tuple[list[str], list[Taken]]:
    """The paragraphs without injected passages, and these; cutting what is left cuts nothing more."""
    left, cuts = sift(texts)
    return [text for _, text in left], cuts


def sift(texts: Sequence[str]) -> tuple[list[tuple[int, str]], list[Taken]]:
    """As `cut`, with the place that each paragraph had."""
    current = list(enumerate(texts))
    whole = "\n".join(texts)
    if not signs.suspicious(whole) and not offers.may_be(whole):
        return current, []
    cuts: list[Taken] = []
    full = len(_FULL.findall(whole)) >= max(_ENOUGH, 2 * len(_HALF.findall(whole)))
    while True:
        current, more = _once(current, full=full)
        if not more:
            return current, cuts
        cuts.extend(more)


def _once(texts: list[tuple[int, str]], *, full: bool) -> tuple[list[tuple[int, str]], list[Taken]]:
    left: list[str] = []
    taken: list[list[str]] = []
    around = offers.Surroundings([text for _, text in texts])
    for _, text in texts:
        rest, bad = offers.sift(text, around)
        if rest and signs.suspicious(rest):
            rest, hung = _bracketed(rest)
            rest, more = _sentences(rest, full=full) if rest else (rest, [])
            bad += hung + more
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
        [
            Taken(reason="spam", text=passage, at=place)
            for (place, _), bad in zip(texts, taken, strict=True)
            for passage in bad
        ],
    )


def _follows(text: str) -> bool:
    """A seller's second line: nothing but pitch or contact."""
    if len(text) > 80 or re.search("。.", text):
        return False
    s = signs.of(text)
    return s.size < 60 and not s.genuine and (s.pitches > 0 or s.words > 0 or (s.contact and s.size < 25))


def _strange(text: str) -> bool:
    return bool(_HALF.search(text)) and not _FULL.search(text)


def _sentences(text: str, *, full: bool) -> tuple[str, list[str]]:
    parts = _SENTENCE.findall(text)
    if len(parts) < 2:
        whole = signs.of(text)
        return (
            ("", [text]) if _guilty(whole, text, foreign=full and _strange(text)) else _spliced(text, [text], [whole])
        )
    judged = [signs.of(part) for part in parts]
    bad = [_guilty(s, part, foreign=full and _strange(part)) for s, part in zip(judged, parts, strict=True)]
    if not any(bad):
        if len(text) < 130 and _guilty(signs.of(text), text, foreign=full and _strange(text)):
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


def _bracketed(text: str) -> tuple[str, list[str]]:
    """The text without the brackets into which somebody put what is sold and whom to ask."""
    taken = [found for found in _BRACKETS.findall(text) if found != text.strip() and _sells(signs.of(found))]
    for each in taken:
        text = text.replace(each, "", 1)
    return text.strip(), taken


_BRACKETS = re.compile(r"[（(【][^（()）【】]{4,60}[）)】]")


def _sells(s: Signs) -> bool:
    return bool(s.words and (s.contact or s.private) and not s.genuine)


def _spliced(text: str, parts: list[str], judged: list[Signs]) -> tuple[str, list[str]]:
    """The text without the clauses that somebody hung on a sentence with a comma: from what is sold to whom to ask."""
    left, taken = [], []
    for part, s in zip(parts, judged, strict=True):
        hung = (s.words or s.pitches) and (s.contact or s.private) and s.size > _SPLICED
        offer = _offer(part) if hung else None
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
    judged = [signs.of(clause) for clause in clauses]
    sold = [at for at, s in enumerate(judged) if s.words or s.pitches]
    asked = [at for at, s in enumerate(judged) if s.contact or s.private]
    if not sold or not asked or sold[0] > asked[-1]:
        return None
    offer = "".join(clauses[sold[0] : asked[-1] + 1])
    found = signs.of(offer)
    alone = found.size * 2 < len(sentence) and not found.genuine
    return offer if alone and _guilty(found, offer) else None


def is_farm(line: Line, host: str | None) -> bool:
    """A line of links to many strange hosts."""
    if not line.links or line.linked < line.size * 0.6:
        return False
    if line.links < 3:
        return _leads_astray(line)
    hosts = set()
    for anchor in line.place.iter("a"):
        try:
            found = urlsplit(anchor.get("href", "")).hostname
        except ValueError:
            continue
        if found and found != host:
            hosts.add(found)
    return len(hosts) >= 3 and (len(hosts) * 2 > line.links or is_spam(line.text))


def _leads_astray(line: Line) -> bool:
    """Nothing but links to hosts as they are registered by the thousand."""
    if line.linked < line.size * 0.9 or signs.of(line.text).genuine or formulas.officialese(signs.plain(line.text)):
        return False
    return all(signs.is_made_up(anchor.get("href", "")) for anchor in line.place.iter("a"))
