"""What an answer means for its page, and what a visit means for its source. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from spiders import doors, guard
from spiders.answer import Answer, Trouble
from store.health import Cause
from store.runs import Outcome, Tally

FILES = frozenset(
    [
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "wps",
        "et",
        "dps",
        "ofd",
        "ceb",
        "zip",
        "rar",
        "7z",
        "jpg",
        "jpeg",
        "png",
        "gif",
        "bmp",
        "tif",
        "tiff",
    ]
)
_BY_TYPE = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/ofd": "ofd",
    "application/zip": "zip",
    "application/x-rar-compressed": "rar",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
}
_BY_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "doc"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
)
_FILE_NAME = re.compile(r"filename\*?=(?:[\w-]+'[\w-]*')?\"?([^\";]+)", re.I)


SEVERAL = 3  # one page may be withdrawn; when all of several are, it is the list that lies
RESTING = "the site says that it is under maintenance"


class Means(StrEnum):
    """What a detail page's answer means."""

    PAGE = "page"
    FILE = "file"
    UNCHANGED = "unchanged"
    GONE = "gone"
    BLOCKED = "blocked"
    FAILED = "failed"
    STOPPED = "stopped"  # by us: it stays as it was, for the next round
    TITLE = "title"  # not asked for: what the list says about it is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an answer means, and why where it is not a page."""

    means: Means
    reason: str | None = None
    kind: str | None = None  # of a file: pdf, docx …


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a list could not be read."""

    outcome: Outcome
    reason: str
    cause: Cause = Cause.SHAPE
    wait: float | None = None  # seconds that the site asked for


def detail(answer: Answer) -> Meaning:
    """What the answer to a detail page means."""
    if answer.trouble is Trouble.STOPPED:
        return Meaning(means=Means.STOPPED)
    if answer.trouble in (Trouble.ROBOTS, Trouble.WAIT):
        return Meaning(means=Means.BLOCKED, reason=answer.error)
    if answer.trouble is Trouble.SIZE and (kind := ending(answer.final_url)) in FILES:
        return Meaning(means=Means.FILE, kind=kind)
    if answer.trouble is not None:
        return Meaning(means=Means.FAILED, reason=answer.error)
    if answer.status == 304:
        return Meaning(means=Means.UNCHANGED)
    look = guard.Look(answer)
    if (why := guard.blocked(answer, look)) is not None:
        return Meaning(means=Means.BLOCKED, reason=why)
    if guard.missing(answer, look):
        return Meaning(means=Means.GONE, reason=_status(answer))
    if (why := doors.shut(answer, look)) is not None:
        return Meaning(means=Means.BLOCKED, reason=why)
    if answer.status != 200:
        return Meaning(means=Means.FAILED, reason=_status(answer))
    if (file := file_kind(answer)) is not None:
        return Meaning(means=Means.FILE, kind=file)
    if not answer.body.strip():
        return Meaning(means=Means.FAILED, reason="an empty answer")
    if guard.resting(answer, look):
        return Meaning(means=Means.FAILED, reason=RESTING)
    return Meaning(means=Means.PAGE)


_BY_TROUBLE = {
    Trouble.ROBOTS: (Outcome.BLOCKED, Cause.ROBOTS),
    Trouble.WAIT: (Outcome.BLOCKED, Cause.BUSY),
    Trouble.TLS: (Outcome.BLOCKED, Cause.LOCKED),
    Trouble.DNS: (Outcome.BROKEN, Cause.NETWORK),
    Trouble.CONNECTION: (Outcome.BROKEN, Cause.NETWORK),
    Trouble.TIMEOUT: (Outcome.BROKEN, Cause.NETWORK),
}


def list_problem(answer: Answer) -> Problem | None:
    """Why the answer to a list page holds no list; None when it is worth reading."""
    if answer.trouble is None and answer.status == 304:
        return None
    outcome, cause, why = _list_problem(answer)
    if outcome is None:
        return None
    return Problem(outcome=outcome, reason=f"{answer.url}: {why}", cause=cause, wait=answer.wait)


def _list_problem(answer: Answer) -> tuple[Outcome | None, Cause, str | None]:
    if answer.trouble is not None:
        outcome, cause = _BY_TROUBLE.get(answer.trouble, (Outcome.BROKEN, Cause.PLACE))
        return outcome, cause, answer.error
    look = guard.Look(answer)
    if (why := guard.blocked(answer, look)) is not None:
        return Outcome.BLOCKED, Cause.BUSY if answer.status == 429 else Cause.LOCKED, why
    if guard.missing(answer, look):
        return Outcome.BROKEN, Cause.PLACE, f"{_status(answer)}: look for the list's new address on {_home(answer.url)}"
    if answer.status != 200:
        if (why := doors.shut(answer, look)) is not None:
            return Outcome.BLOCKED, Cause.LOCKED, why
        return Outcome.BROKEN, Cause.SERVER if answer.status >= 500 else Cause.PLACE, _status(answer)
    if (kind := file_kind(answer)) is not None:
        return Outcome.BROKEN, Cause.SHAPE, f"a {kind.upper()} file where a list was expected"
    if (there := guard.goes_on(answer, look)) is not None:
        to = _joined(answer.final_url, there)
        return Outcome.BROKEN, Cause.PLACE, f"a script that sends browsers to {to}: write that as the url"
    if (why := doors.shut(answer, look)) is not None:
        return Outcome.BLOCKED, Cause.LOCKED, why
    if not answer.body.strip():
        return Outcome.BROKEN, Cause.SERVER, "an empty answer"
    if guard.resting(answer, look):
        return Outcome.BROKEN, Cause.SERVER, RESTING
    return None, Cause.SHAPE, None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The pages of a visit that did not come, each with its reason."""

    refused: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.refused + self.failed + self.gone


def outcome(tally: Tally, problems: list[Problem], lost: Lost, *, first_tries: int) -> tuple[Outcome, str]:
    """How a visit ended, and why. A dead list is never hidden by news from another one."""
    if problems:
        first = worst(problems)
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return first.outcome, first.reason + more
    none_came = tally.fetched > 0 and len(lost.all) >= tally.fetched
    # One old page that fails again, or one that is withdrawn, says nothing about its source.
    telling = (first_tries > 0 and bool(lost.refused or lost.failed)) or tally.fetched >= SEVERAL
    if none_came and telling:
        if lost.refused and not lost.failed:
            return Outcome.BLOCKED, f"all {tally.fetched} pages are refused: {lost.refused[0]}"
        return Outcome.BROKEN, f"all {tally.fetched} pages failed: {lost.all[0]}"
    words = f"{len(lost.all)} of {tally.fetched} pages failed: {lost.all[0]}" if lost.all else ""
    return (Outcome.NEWS if tally.new + tally.revised else Outcome.QUIET), words


def worst(problems: list[Problem]) -> Problem:
    """The problem that names the run: what is broken before what is blocked."""
    return next((problem for problem in problems if problem.outcome is Outcome.BROKEN), problems[0])


def cause(outcome: Outcome, problems: list[Problem]) -> Cause | None:
    """What kind of trouble the run met; None where it ended well."""
    if outcome in (Outcome.NEWS, Outcome.QUIET):
        return None
    return worst(problems).cause if problems else Cause.PAGES


def file_kind(answer: Answer) -> str | None:
    """The kind of file an answer is; None for what may be a page."""
    head = answer.body[:512].lstrip()
    if head[:1] == b"<":
        return None
    named = ending(file_name(answer) or answer.final_url)
    for magic, kind in _BY_MAGIC:
        if head.startswith(magic):
            return named if named in FILES and kind in ("zip", "doc") else kind
    if answer.kind in _BY_TYPE:
        return _BY_TYPE[answer.kind]
    if answer.kind.startswith(("text/", "application/xhtml")) or not answer.kind:
        return None
    return named if named in FILES else None


def kind_of(body: bytes, name: str) -> str | None:
    """The kind of a file that nobody sent, by its bytes and its name; None for what may be a page."""
    head, named = body[:512].lstrip(), ending(name)
    if not head or head[:1] == b"<":
        return None
    for magic, kind in _BY_MAGIC:
        if head.startswith(magic):
            return named if named in FILES and kind in ("zip", "doc") else kind
    return named if named in FILES or named in ("rtf", "txt", "csv") else None


def file_name(answer: Answer) -> str | None:
    """The file name of the Content-Disposition header."""
    found = _FILE_NAME.search(answer.headers.get("content-disposition", ""))
    return unquote(found.group(1)).strip() if found else None


def ending(name: str) -> str:
    """The ending of a file's name or address, in lower case."""
    return PurePosixPath(unquote(urlsplit(name).path)).suffix.lower().lstrip(".")


def _status(answer: Answer) -> str:
    if 300 <= answer.status < 400:
        return f"HTTP {answer.status} to {answer.headers.get('location', 'nowhere')}, which is no web address"
    return "the page says that it is missing" if answer.status == 200 else f"HTTP {answer.status}"


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _joined(base: str, there: str) -> str:
    try:
        return urljoin(base, there)
    except ValueError:
        return there
