"""What a command costs: time on the clock, processor time and memory of its whole process tree."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOOK = 0.05  # seconds between two looks at the memory
_SET_CHILD_SUBREAPER = 36
_PAGE = resource.getpagesize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one command took."""

    wall: float  # seconds
    cpu: float  # seconds, of the command and all its ended children
    peak: int  # bytes of memory that the tree held at once, shared pages counted once
    out: str
    stopped: bool = False  # it took too long and was ended


def cost(
    command: Sequence[str],
    env: Mapping[str, str] | None = None,
    *,
    codes: tuple[int, ...] = (0,),
    seconds: float | None = None,
) -> Cost:
    """Run the command and measure it; ends the bench where it ends with another exit code.

    After so many seconds it is stopped with all its children, and the cost says so.
    """
    _inherit_orphans()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    )
    watch = _Memory(process.pid)
    watch.start()
    stopped = False
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        stopped = True
        out, err = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    wall = time.perf_counter() - began
    watch.ended.set()
    watch.join()
    _bury_orphans(process.pid)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in codes and not stopped:
        sys.exit(f"{' '.join(command)[:200]} ended with {process.returncode}\n{out[-2000:]}{err[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall=wall, cpu=cpu, peak=watch.peak, out=out, stopped=stopped)


def _inherit_orphans() -> None:
    """Have Linux give us what the command leaves behind: processes of a pool outlive it, and they worked."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _bury_orphans(group: int) -> None:
    with suppress(ChildProcessError):
        for _ in range(200):
            if os.waitpid(-group, os.WNOHANG) == (0, 0):  # one still ends
                time.sleep(LOOK)


class _Memory(threading.Thread):
    """Looks at a tree of processes until it has ended."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.peak, self.ended = root, 0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(LOOK):
            self.peak = max(self.peak, sum(_held(pid) for pid in _tree(self.root)))


def _tree(root: int) -> list[int]:
    found, ahead = [], [root]
    while ahead:
        pid = ahead.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                ahead += [int(child) for child in task.read_text().split()]
            except OSError:  # it ended while we looked
                continue
    return found


def _held(pid: int) -> int:
    """Private memory, and of what is shared the process's part; where that is hidden, all it can see."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def cores() -> int:
    """The processors this bench may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
