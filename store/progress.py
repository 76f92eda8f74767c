"""A bar on stderr for work that takes long; nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from store import terminal

Report = Callable[[str, int, int], None]  # what is done, how much of it, out of how much


@contextmanager
def bars() -> Iterator[tuple[Report, Callable[[str], None]]]:
    """What shows how far each task is, and what prints a line above that; a pipe gets the lines alone."""
    if not sys.stderr.isatty():
        yield lambda *_: None, terminal.note
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def report(task: str, done: int, of: int) -> None:
            if task not in tasks:
                tasks[task] = shown.add_task(task, total=of)
            shown.update(tasks[task], completed=done, total=of)

        def line(text: str) -> None:
            shown.console.print(text, highlight=False, markup=False, soft_wrap=True)

        yield report, line
