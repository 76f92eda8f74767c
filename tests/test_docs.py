"""The README is a session that can be pasted, and every command explains itself with an example."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECONDS = 120


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands(typer.main.get_command(cli.app)))


def test_the_pasted_session_runs(tmp_path: Path) -> None:
    environment = dict(os.environ) | {"POLICYWATCH_SOURCES": str(tmp_path / "sources")}
    (session,) = blocks("console")
    for line in session.splitlines():
        assert line.startswith("$ "), line
        words = shlex.split(line[2:])
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            environment[name] = value
            continue
        assert words[0] == "policywatch"
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words[1:]],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert done.stdout or done.stderr, line


@pytest.mark.parametrize(
    "line", [line for block in blocks("sh") for line in block.splitlines() if "policywatch" in line]
)
def test_every_command_in_the_readme_exists_with_its_options(line: str) -> None:
    words = shlex.split(line, comments=True)
    words = words[words.index("policywatch") + 1 :]
    path = next(words[:n] for n in (2, 1) if tuple(words[:n]) in COMMANDS)
    known = {option for parameter in COMMANDS[tuple(path)].params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    text = COMMANDS[path].help or ""
    assert text.split("\n")[0].rstrip(".: ")
    assert f"policywatch {' '.join(path)}" in " ".join(text.split())


def test_the_readme_names_every_variable_that_is_read() -> None:
    read = {
        name
        for path in [
            ROOT / "cli.py",
            *(p for d in ("spiders", "extract", "store", "notify") for p in (ROOT / d).rglob("*.py")),
        ]
        for name in re.findall(r"POLICYWATCH_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert {name for name in read if name not in README} == set()
