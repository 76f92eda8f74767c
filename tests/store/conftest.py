from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.connection import Archive, connect


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def db(path: Path) -> Iterator[Archive]:
    opened = connect(path)
    yield opened
    opened.close()
