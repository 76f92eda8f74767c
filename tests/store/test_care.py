from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from store import care, documents, raw
from store.care import Finding
from store.connection import Archive, ArchiveError
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
        "documents",
        "permissions",
        "disk",
        "clock",
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


def test_entries_from_the_future_tell_of_a_wrong_clock(used: Archive) -> None:
    early = care.examine(used, datetime(2026, 2, 1, tzinfo=UTC))
    wrong = [finding for finding in early if not finding.ok]
    assert [(finding.name, finding.mend) for finding in wrong] == [("clock", "set the machine's clock if it is slow")]


def test_a_field_that_cannot_be_read_is_found_and_emptied_on_request(used: Archive) -> None:
    used.execute("update documents set cuts = '[{' where id = 1")
    assert look(used, "documents").detail == "1 fields cannot be read, the first: cuts of document 1"
    with pytest.raises(ArchiveError, match="document 1"):
        documents.get(used, 1)
    assert care.mend(used, LATER) == ["emptied 1 fields that could not be read: policywatch reread 1 reads them anew"]
    assert all(finding.ok for finding in care.examine(used))
    assert documents.get(used, 1) is not None


def test_a_full_look_reads_every_raw_page_back(used: Archive) -> None:
    digest = raw.keep(used, b"<html>2")
    assert used.raw_pages is not None
    used.raw_pages.execute("update raw_pages set body = x'00' where digest = ?", (digest,))
    seen: list[tuple[int, int]] = []
    found = care.examine(used, full=True, advance=lambda done, of: seen.append((done, of)))
    wrong = [finding for finding in found if not finding.ok]
    assert [finding.name for finding in wrong] == ["raw pages, each"]
    assert digest in wrong[0].detail
    assert seen == [(1, 2), (2, 2)]
