"""Inference on many kinds of list pages: every row, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest

from spiders import listing
from spiders.source import ListPage
from tests.spiders.listforms_pieces import FORMS

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
URL = "https://www.yunqi.example/zwgk/tzgg/index.html"


@pytest.mark.parametrize("name", FORMS)
def test_every_row_and_nothing_else_is_found_on(name: str) -> None:
    text, expected = FORMS[name]()
    found = listing.rows(ListPage(url=URL), text.encode(), URL, charset=None, now=NOW)
    shown = [(row.title, row.url, str(row.published) if row.published else None) for row in found.rows]
    assert shown == [(title, urljoin(URL, href), day) for title, href, day in expected]
