"""The word lists that ship with us, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("data")


@cache
def listed(name: str) -> tuple[str, ...]:
    """The entries of data/NAME.txt in its order; lines that begin with `# ` are comments."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("# "))
