"""The day of publication as pages in other languages than Chinese tell it: labelled, to machines, or by the title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

import lxml.html

from extract import calendars, dates
from extract.dates import Found

_LABEL = re.compile(
    r"""(?:^|[|·•;,(—–]\s*|\s{2,}|\u3000)\W{0,3}(?:
        (?:date\s)?(?:first\s|originally\s)?(?P<en>published|posted|released|issued)(?:\son|\sdate|\sin|\sby\s[^\n]{2,40})?
      | (?:publication|release|issue|posting|press\srelease)\sdate
      | date\s(?:of\s)?(?:publication|issue|release|posted|published|issued)
      | veröffentlicht(?:\sam)? | erschienen(?:\sam)? | (?:veröffentlichungs|erscheinungs)datum | datum(?=\W)
      | publiée?(?:\sle)? | mise?\sen\sligne\sle | parue?\sle | date\sde\s(?:publication|parution)
      | publicad[oa](?:\s(?:el|en|em|no|na))? | fecha\sde\spublicación | fecha(?=\s?:) | data\sde\spublicação
      | pubblicat[oa](?:\s(?:il|in|su))? | data\sdi\spubblicazione
      | gepubliceerd(?:\sop)? | opublikowano | data\spublikacji
      | 掲載(?:開始)?日 | 公開(?:年月)?日(?!期) | 公表日(?!期) | 発表日(?!期) | 登録日(?!期)
      | 作成日(?!期) | 発行日(?!期)
      | (?:등록|작성|게시|배포|보도|공고|발행)\s?(?:일자?|일시|날짜)
    )(?![^\W\d_]{4})""",
    re.X | re.I | re.M,
)
_UPDATED = re.compile(
    r"(?:最終)?更新(?:年月)?日(?!期)|(?:최종\s?)?수정\s?일자?|last (?:updated|modified)"
    r"|^updated\s?:|^stand\b|mis à jour",
    re.I | re.M,
)
_OTHER = re.compile(
    r"updat|modif|revis|review|mis(?:e)? à jour|maj\b|actualiz|aggiorn|aktualis|geändert|bijgewerkt|更新|수정|clos"
    r"|deadline|due\b|until|expir|effective|event|starts?\b|ends?\b"
    r"|frist|schluss|limite|plazo|scadenza|締|期限|期間|開催|마감|기간|행사|접수"
    r"|comment|hearing|meeting|valid|in force|kraft"
    r"|vigueur|vigor",
    re.I,
)
_CLOSING = re.compile(
    r"\bclos(?:es?|ing)\b|deadline|\bdue\b|until|expir|\bends?\b|frist\b|schluss\b|limite|plazo|hasta|jusqu|scadenza"
    r"|締|〆|期限|期間|まで|마감|기간|접수|까지",
    re.I,
)
_NEAR, _NAMED, _LINE = (
    24,
    80,
    90,
)  # characters from a label to its day; where a gazette is named between; of a line of facts
_METAS = (
    "govuk:first-published-at",
    "datepublished",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.available",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
    "citation_publication_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "publication_date",
    "publish-date",
    "date",
)
_JSON = re.compile(r'"datePublished"\s*:\s*"((?:19|20)\d\d-\d\d-\d\d)')
_ISO = re.compile(r"\s*(?:19|20)\d\d-\d\d-\d\d(?!\d)")
_SAID = re.compile(
    r"\b(?:by|on|from|von|vom|am|par|le|por|el|il)\b|press|news|mitteilung|communiqué|nota|comunicat|release", re.I
)

Read = tuple[date, str, str]  # the day, how it was found, the words


def labelled(before: Sequence[str], after: Sequence[str], *, day_first: bool | None) -> Read | None:
    """The day right after a label of publication near the title, on its line or on the next."""
    joined = "\n".join((*before, "", *after))
    for match in _LABEL.finditer(joined):
        said = joined[match.end() : match.end() + _NAMED]
        hit = _first(said, day_first)
        if hit is None or _OTHER.search(said, 0, hit.start) or said.count("\n", 0, hit.start) > 4:
            continue
        if hit.start <= _NEAR or re.search(r"\b(?:in|en|em|su|no)$", match[0], re.I):
            words = joined[match.start() : match.end() + hit.end].replace("\n", " ")
            return hit.day, "label near title", words.strip(" |·•;,(—–\u3000")
    return None


def declared(tree: lxml.html.HtmlElement, metas: Mapping[str, str]) -> Read | None:
    """The day that the page's markup tells machines."""
    for name in _METAS:
        if (said := metas.get(name, "")) and _ISO.match(said) and (day := dates.first(said[:12])):
            return day, f"meta {name}", said
    for script in tree.iter("script"):
        match = _JSON.search(script.text or "") if script.get("type") == "application/ld+json" else None
        if match and (day := dates.first(match[1])):
            return day, "JSON-LD", match[0]
    for element in tree.iter("time", "abbr"):
        said = element.get("datetime") or element.get("title") or ""
        if element.get("itemprop") == "datePublished" or "published" in (element.get("class") or "").split():
            day = dates.first(said[:10]) if _ISO.match(said) else None
            if day:
                return day, "markup for machines", said
    return None


def beside(before: Sequence[str], after: Sequence[str], *, day_first: bool | None) -> Read | None:
    """The day of a line below the title, or right above it, that says little else."""
    above = tuple(reversed(before[-3:]))
    for string, previous in chain(
        zip(after[:8], ("", *after), strict=False), zip(above, (*above[1:], ""), strict=False)
    ):
        if len(string) > _LINE or _OTHER.search(string) or _is_label(previous):
            continue
        hit = _first(string, day_first)
        rest = re.findall(r"[^\W\d_]+", string[: hit.start] + " " + string[hit.end :]) if hit else []
        if hit and len(rest) <= (8 if _SAID.search(string) else 3):
            return hit.day, "date near title", string
    return None


def _is_label(text: str) -> bool:
    return len(text) < _LINE // 2 and _OTHER.search(text) is not None and not any(map(str.isdigit, text))


def closing(day: date, strings: Sequence[str], *, day_first: bool | None) -> bool:
    """Does the page name the day only as one on which something ends?"""
    told = [
        _CLOSING.search(string) is not None or (_is_label(previous) and _CLOSING.search(previous) is not None)
        for previous, string in zip(("", *strings), strings, strict=False)
        if any(found.day == day for found in _days(string, day_first))
    ]
    return bool(told) and all(told)


def updated(before: Sequence[str], after: Sequence[str], *, day_first: bool | None) -> Read | None:
    """The day of the latest change near the title, for pages that tell no other."""
    joined = "\n".join((*before, "", *after))
    for match in _UPDATED.finditer(joined):
        hit = _first(joined[match.end() : match.end() + 40], day_first)
        if hit and hit.start <= _NEAR:
            return hit.day, "label near title", joined[match.start() : match.end() + hit.end].replace("\n", " ")
    return None


def _first(text: str, day_first: bool | None) -> Found | None:
    return min(_days(text, day_first), key=lambda found: found.start, default=None)


def _days(text: str, day_first: bool | None) -> Iterator[Found]:
    yield from dates.find(text)
    yield from calendars.find(text, day_first=day_first)
