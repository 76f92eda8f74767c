"""The word lists that ship with us, read once, and expressions that are searched for in every line."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("data")


@cache
def listed(name: str) -> tuple[str, ...]:
    """The entries of data/NAME.txt in its order; lines that begin with `# ` are comments."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("# "))


def starting_at(first: str, pattern: str) -> re.Pattern[str]:
    """The expression, tried only where one of the characters `first` stands (what a class holds, as in `0-9`).

    For yes or no: what it finds is that character alone. Python looks for a class many times as fast as it tries the
    branches of an expression at every place.
    """
    return re.compile(f"[{first}](?<=(?={pattern}).)")
