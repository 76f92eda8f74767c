"""What lies beside the repository: the five sample documents and the tables the shipped ones are made from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[3] / "shared"


def seeds() -> list[dict[str, Any]]:
    """The sample documents with what a reader finds in them."""
    lines = _beside("corpora/seeds/manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def facts(name: str) -> Path:
    """One of the tables of facts."""
    return _beside(f"facts/{name}")


def _beside(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs {name} of the folder shared beside the repository")
    return path
