"""List pages kept beside the user's sources, with the rows they showed: what a redesign is later compared with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from spiders.source import ListPage, Source

if TYPE_CHECKING:
    from spiders.answer import Answer
    from store.frontier import Row

FOLDER = "captured"  # in the folder of the user's sources


def keep(folder: Path, source: str, number: int, answer: Answer, rows: Sequence[Row], *, now: datetime) -> Path:
    """Write the answer of the source's list (counted from 1) and the rows read from it; the path of the page."""
    place = folder / FOLDER / source
    place.mkdir(parents=True, exist_ok=True)
    page = place / f"{number}.page"
    page.write_bytes(answer.body)
    said = {
        "file": page.name,
        "url": answer.final_url,
        "charset": answer.charset,
        "fetched": now.isoformat(timespec="seconds"),
        "rows": [
            {"title": row.title, "url": row.url, "date": row.published and row.published.isoformat()} for row in rows
        ],
    }
    (place / f"{number}.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return page


def of(source: str, folder: Path) -> list[Path]:
    """The pages kept of a source."""
    return sorted((folder / FOLDER / source).glob("*.page"))


def forget(folder: Path, source: str) -> None:
    """Remove the pages kept of a source."""
    shutil.rmtree(folder / FOLDER / source, ignore_errors=True)


def difference(source: Source, folder: Path) -> str | None:
    """What the source's lists now read differently in the pages kept of them; None where all is as it was, or none is.

    This is the test that a source has of its own: it tells a change of its file or our reader from one of its site.
    """
    for number, page in enumerate(source.lists, 1):
        said = _difference(page, folder / FOLDER / source.id / f"{number}.json")
        if said is not None:
            return f"{page.url}: {said}" if len(source.lists) > 1 else said
    return None


def _difference(page: ListPage, kept: Path) -> str | None:
    try:
        said = json.loads(kept.read_text(encoding="utf-8"))
        body = (kept.parent / said["file"]).read_bytes()
        now = datetime.fromisoformat(said["fetched"]).astimezone(UTC)
        wanted = {(row["title"], row["url"], row["date"]) for row in said["rows"]}
        url, charset = said["url"], said["charset"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        return f"the kept page {kept} cannot be read ({wrong}): policywatch sources try ID --save keeps a new one"
    from spiders import listing  # it brings Scrapy along, and `sources show` only asks which pages are kept

    found = listing.rows(page, body, url, charset=charset, now=now)
    shown = {(row.title, row.url, row.published.isoformat() if row.published else None) for row in found.rows}
    if shown == wanted:
        return None
    return f"the kept page {kept.parent / said['file']} now gives {len(shown)} rows: {len(wanted - shown)} of its " + (
        f"{len(wanted)} are missing, {len(shown - wanted)} are others"
    )
