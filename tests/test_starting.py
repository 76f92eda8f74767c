"""What a light command loads: a command somebody waits for must not bring what others need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from store import connection

HEAVY = {"pydantic", "scrapy", "twisted", "trafilatura", "apprise", "lxml", "rich.markdown", "flask", "openpyxl"}
LOADED = """
import sys
import cli
sys.argv[0] = "policywatch"
try:
    cli.main()
finally:
    print("loaded", *sys.modules, file=sys.stderr)
"""


def loaded(*words: str, folder: Path) -> set[str]:
    connection.connect(folder / "archive.db").close()
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "--db", str(folder / "archive.db"), *words],
        env=dict(os.environ) | {"POLICYWATCH_SOURCES": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    "words",
    [
        ("search", "科技 AND 补贴", "--limit", "5", "--since", "2026-01-01"),
        ("sources", "list", "--region", "济南"),
        ("subscriptions", "list"),
        ("alerts", "list"),
        ("stats",),
    ],
    ids=" ".join,
)
def test_a_light_command_does_not_load_what_it_does_not_need(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert loaded(*words, folder=tmp_path) & HEAVY == set()


def test_a_command_is_loaded_without_the_other_commands(tmp_path: Path) -> None:
    found = loaded("alerts", "list", folder=tmp_path)
    assert "notify.alert_commands" in found
    assert {name for name in found if name.endswith("commands")} == {"notify.alert_commands"}
