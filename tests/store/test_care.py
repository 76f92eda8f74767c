from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from store import care, documents, raw
from store.care import Finding
from store.connection import Archive
from tests.store.arrivals import OTHER, arrival

LATER = datetime.now(UTC) + timedelta(days=2)


def look(db: Archive, name: str) -> Finding:
    return next(finding for finding in care.examine(db, LATER) if finding.name == name)


@pytest.fixture
def used(db: Archive) -> Archive:
    documents.record(db, arrival(raw=raw.keep(db, b"<html>")))
    return db


def test_a_well_archive_has_nothing_to_mend(used: Archive) -> None:
    findings = care.examine(used)
    assert [finding for finding in findings if not finding.ok] == []
    assert {finding.name for finding in findings} == {
        "SQLite",
        "integrity",
        "references",
        "search index",
        "permissions",
        "disk",
        "raw pages",
    }
    assert look(used, "search index").detail == "1 documents, all indexed"


def test_what_is_wrong_says_how_to_mend_it(used: Archive) -> None:
    documents.record(used, arrival("https://a.gov.cn/2", text=OTHER))
    used.execute("update documents set place = place + 7 where id = 1")
    used.execute("pragma foreign_keys = off")
    used.execute("insert into channels (subscription_id, url) values (99, 'json://x')")
    used.path.chmod(0o644)
    wrong = {finding.name: finding for finding in care.examine(used) if not finding.ok}
    assert wrong.keys() == {"search index", "references", "permissions"}
    assert wrong["search index"].detail == "search misses 1 documents and finds 1 that are gone"
    assert "chmod 600" in (wrong["permissions"].mend or "")
    assert all(finding.mend for finding in wrong.values())


def test_what_can_be_mended_without_loss_is_mended(used: Archive) -> None:
    used.execute("update documents set place = place + 7")
    used.path.chmod(0o644)
    orphan = raw.keep(used, b"orphan")
    assert look(used, "raw pages").detail == "1 pages belong to nothing"
    assert len(care.mend(used, LATER)) == 3
    assert all(finding.ok for finding in care.examine(used))
    assert raw.fetch(used, orphan) is None
    found = used.execute("select rowid from search where search match '\"创新\"'").fetchall()
    assert found == used.execute("select place from documents").fetchall()
    assert care.mend(used, LATER) == []
