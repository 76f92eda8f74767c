"""Imports point one way: cli → (spiders, notify) → store → extract."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "extract": {"extract"},
    "store": {"store", "extract"},
    "spiders": {"spiders", "store", "extract"},
    "notify": {"notify", "store", "extract"},
    "cli": {"cli", "spiders", "notify", "store", "extract"},
}
OURS = set(MAY_IMPORT) | {"tests", "bench"}
MODULES = sorted(
    [
        ROOT / "cli.py",
        *(path for name in ("extract", "store", "spiders", "notify") for path in (ROOT / name).rglob("*.py")),
    ]
)


def imported(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_point_only_towards_extract(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0].removesuffix(".py")
    wrong = [
        f"{name(path)}:{line} imports {module}"
        for module, line in imported(path)
        if (top := module.partition(".")[0]) in OURS and top not in MAY_IMPORT[package]
    ]
    assert wrong == []


def test_only_channels_imports_apprise() -> None:
    users = {name(path) for path in MODULES if any(m.partition(".")[0] == "apprise" for m, _ in imported(path))}
    assert users == {"notify/channels.py"}


def test_reading_knows_no_network_no_database_and_no_clock() -> None:
    outside = {
        "sqlite3",
        "sqlite_utils",
        "scrapy",
        "twisted",
        "requests",
        "urllib.request",
        "http.client",
        "socket",
        "time",
    }
    users = [
        f"{name(path)}:{line} imports {module}"
        for path in MODULES
        if path.is_relative_to(ROOT / "extract")
        for module, line in imported(path)
        if module in outside or module.partition(".")[0] in outside
    ]
    assert users == []


def test_only_the_command_line_reads_the_environment() -> None:
    readers = {
        name(path)
        for path in MODULES
        if any(
            isinstance(node, ast.Attribute)
            and node.attr in ("environ", "getenv")
            and isinstance(node.value, ast.Name)
            and node.value.id == "os"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    allowed = {"cli.py", "store/terminal.py", "spiders/settings.py", "spiders/demo/tour.py"}
    assert {reader for reader in readers if not reader.endswith("commands.py")} <= allowed


def test_only_store_speaks_sql() -> None:
    import re

    statement = re.compile(
        r"\b(select\s+.+\s+from|insert\s+into|update\s+\w+\s+set|delete\s+from)\b", re.IGNORECASE | re.DOTALL
    )
    speakers = {
        name(path)
        for path in MODULES
        if not path.is_relative_to(ROOT / "store")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.search(node.value)
    }
    assert speakers == set()
