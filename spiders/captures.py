"""List pages kept beside the user's sources, with the rows they showed: what a redesign is later compared with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

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
