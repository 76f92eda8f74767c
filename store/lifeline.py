"""The life of a release: its draft, interpretation, call and result, what it cites, what cites it, its number's series.

Nothing is linked when a document arrives: what is written down is what it is about and what it cites, so that the
order of arrival does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from extract import citations, stages
from extract.citations import Relation
from extract.document import Document
from extract.fold import bare
from extract.stages import Stage
from store.moments import maybe_day

YEARS = 3  # between two steps of one life whose titles do not name their subject in 《》
MOST = 50  # steps, citations or citing documents that are shown
WIDEST = 400  # serial numbers of a year's series that are looked through for gaps
_SERIES = re.compile(r"^(?P<mark>.+)〔(?P<year>\d{4})〕(?P<serial>\d{1,5})号$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A document on the way."""

    id: int
    title: str
    published: date | None
    stage: Stage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a document cites, and where that is."""

    title: str | None
    number: str | None
    relation: Relation
    document: Step | None  # None: not in the archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """A document that cites another."""

    relation: Relation
    document: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The 文号 of one body and year that the archive knows, and those between them that it never saw."""

    mark: str  # 济科发
    year: int
    known: tuple[int, ...]
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifeline:
    """Everything of the above about one document."""

    steps: tuple[
        Step, ...
    ]  # of the same subject, the document among them, in order of publication; () where it is alone
    cites: tuple[Cited, ...]
    cited_by: tuple[Citing, ...]
    series: Series | None


def record(db: Database, id: int, document: Document) -> None:
    """Write down what the document is about and what it cites; what was known before is replaced."""
    write(db, id, title=document.title, text=document.text, number=document.number, category=document.category)


def write(db: Database, id: int, *, title: str, text: str, number: str | None, category: str | None) -> None:
    """As `record`, from the columns of a row."""
    series, subject = _SERIES.match(number or ""), stages.subject(title)
    db.conn.execute(
        """
        insert into subjects (document_id, subject, named, stage, number, mark, year, serial)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (document_id) do update
        set subject = excluded.subject,
            named = excluded.named,
            stage = excluded.stage,
            number = excluded.number,
            mark = excluded.mark,
            year = excluded.year,
            serial = excluded.serial
        """,
        (
            *(id, subject, stages.names_paper(title), stages.stage(title, category)),
            bare(number) if number else None,
            *((series["mark"], int(series["year"]), int(series["serial"])) if series else (None, None, None)),
        ),
    )
    db.conn.execute("delete from citations where document_id = ?", (id,))
    db.conn.executemany(
        """
        insert into citations (document_id, title, number, relation, subject, number_key)
        values (?, ?, ?, ?, ?, ?)
        """,
        [
            (id, one.title, one.number, one.relation, about, key)
            for one in citations.read(text)
            for about, key in [_keys(one)]
            if one.relation != "mentions" or about is None or about != subject  # 现将《X》印发给你们 is X itself
            if key is None or number is None or key != bare(number)  # its own number, in the head of its text
        ],
    )


def _keys(one: citations.Citation) -> tuple[str | None, str | None]:
    return stages.subject(one.title) if one.title else None, bare(one.number) if one.number else None


def forget(db: Database, id: int) -> None:
    """What a document is about and cites goes, before it becomes part of another."""
    db.conn.execute("delete from subjects where document_id = ?", (id,))
    db.conn.execute("delete from citations where document_id = ?", (id,))


def of(db: Database, id: int) -> Lifeline:
    """The life line of a document of the archive."""
    row = db.conn.execute(
        """
        select j.subject, j.named, j.number, j.mark, j.year, d.issuing_region, d.issuer, d.source, d.published
        from subjects j
        join documents d on d.id = j.document_id
        where j.document_id = ?
        """,
        (id,),
    ).fetchone()
    if row is None:
        return Lifeline(steps=(), cites=(), cited_by=(), series=None)
    subject, named, number, mark, year, *rest = row
    steps = _steps(db, subject, bool(named), rest) if subject else []
    return Lifeline(
        steps=tuple(steps) if len(steps) > 1 else (),
        cites=tuple(one for one in _cites(db, id) if one.document is None or one.document.id != id),
        cited_by=tuple(_cited_by(db, id, subject, number)),
        series=series(db, mark, year) if mark else None,
    )


def _steps(db: Database, subject: str, named: bool, mine: Sequence[Any]) -> list[Step]:
    issuing, issuer, source, published = mine
    found = db.conn.execute(
        """
        select d.id, d.title, d.published, j.stage, j.named, d.issuing_region, d.issuer, d.source
        from subjects j
        join documents d on d.id = j.document_id
        where j.subject = ?
        order by d.published, d.id
        limit 500
        """,
        (subject,),
    )
    steps = []
    for id, title, day, stage, also_named, other_issuing, other_issuer, other_source in found:
        if _apart(issuing, other_issuing):
            continue
        same_body = issuer == other_issuer or (source is not None and source == other_source)
        # 《X》 names one paper whoever speaks of it; "the 2026 call" is one only where one body and time say it.
        if (named and also_named) or (same_body and _near(published, day)):
            steps.append(Step(id=id, title=title, published=maybe_day(day), stage=stage))
    return steps[-MOST:]


def _apart(one: str | None, other: str | None) -> bool:
    """Do bodies of two different cities or provinces speak?"""
    if one is None or other is None or "000000" in (one, other):
        return False
    width = 2 if "0000" in (one[2:], other[2:]) else 4
    return one[:width] != other[:width]


def _near(one: str | None, other: str | None) -> bool:
    first, second = maybe_day(one), maybe_day(other)
    return first is None or second is None or abs((first - second).days) <= YEARS * 366


def _cites(db: Database, id: int) -> Iterator[Cited]:
    found = db.conn.execute(
        """
        select title, number, relation, subject, number_key from citations
        where document_id = ?
        order by case relation when 'repeals' then 0 when 'amends' then 1 when 'basis' then 2 else 3 end, id
        limit ?
        """,
        (id, MOST),
    ).fetchall()
    for title, number, relation, subject, key in found:
        yield Cited(title=title, number=number, relation=relation, document=_meant(db, id, subject, key))


def _meant(db: Database, by: int, subject: str | None, number: str | None) -> Step | None:
    """The document that a citation means: the one of that number, else the latest issued paper of that name."""
    for column, value in (("j.number", number), ("j.subject", subject)):
        if value is None:
            continue
        row = db.conn.execute(
            f"""
            select d.id, d.title, d.published, j.stage
            from subjects j
            join documents d on d.id = j.document_id
            join documents c on c.id = ?
            where {column} = ?
              and d.id <> c.id
              and (d.published is null or c.published is null or d.published <= c.published)
            order by j.stage = 'issued' desc, j.stage is 'amendment' desc, d.published desc
            limit 1
            """,
            (by, value),
        ).fetchone()
        if row is not None:
            return _step(row)
    return None


def _cited_by(db: Database, id: int, subject: str | None, number: str | None) -> Iterator[Citing]:
    found = db.conn.execute(
        """
        select d.id, d.title, d.published, j.stage, c.relation,
               min(case c.relation when 'repeals' then 0 when 'amends' then 1 when 'basis' then 2 else 3 end)
        from citations c
        join documents d on d.id = c.document_id
        join subjects j on j.document_id = d.id
        where (c.number_key = ? or (c.number_key is null and c.subject = ?))
          and c.document_id <> ?
        group by d.id
        order by d.published desc, d.id desc
        limit ?
        """,
        (number, subject, id, MOST),
    )
    for *row, relation, _ in found:
        yield Citing(relation=relation, document=_step(row))


def _step(row: Sequence[Any]) -> Step:
    id, title, published, stage = row
    return Step(id=id, title=title, published=maybe_day(published), stage=stage)


def series(db: Database, mark: str, year: int) -> Series:
    """The numbers of one body and year, and the gaps between them."""
    found = db.conn.execute(
        "select distinct serial from subjects where mark = ? and year = ? order by serial", (mark, year)
    )
    known = [serial for (serial,) in found]
    return Series(mark=mark, year=year, known=tuple(known), missing=tuple(_gaps(known)))


def _gaps(known: Sequence[int]) -> Iterable[int]:
    if not known or known[-1] - known[0] > WIDEST:
        return ()
    return sorted(set(range(known[0], known[-1])) - set(known))


def marks(db: Database, containing: str, *, year: int | None = None, limit: int = 50) -> list[Series]:
    """The series whose mark contains these characters, the fullest first."""
    found = db.conn.execute(
        """
        select mark, year
        from subjects
        where mark is not null
          and instr(mark, ?) > 0
          and (? is null or year = ?)
        group by mark, year
        order by year desc, count(distinct serial) desc, mark
        limit ?
        """,
        (containing, year, year, limit),
    ).fetchall()
    return [series(db, mark, of_year) for mark, of_year in found]
