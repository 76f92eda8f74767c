"""DOC, WPS and RTF: by catdoc or antiword, where the machine has them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from typing import IO

from extract.attachments.limits import CUT_SHORT, Reading, Refused, collected, damaged

SECONDS = 6.0  # of each tool; a readable file takes a fraction of one
WRITTEN = 4 * 1024 * 1024  # bytes a tool may write: several times what is kept of a file
_MEMORY = 1024 * 1024  # kilobytes
_TOOLS = {
    "doc": (("catdoc", "-w", "-d", "utf-8"), ("antiword", "-w", "0", "-m", "UTF-8.txt")),
    "rtf": (("catdoc", "-w", "-d", "utf-8"),),
}
# The limits hold even where nobody is left to end the tool. ulimit counts files in blocks of 512 bytes.
_BOUNDED = f'ulimit -t {int(SECONDS) + 2}; ulimit -v {_MEMORY}; ulimit -f {WRITTEN // 512}; exec "$0" "$@"'
_ROW = re.compile(r"\|(.*)\|")
_BLANK = re.compile(r"\s+")


def doc(data: bytes) -> Reading:
    """The text of a DOC or WPS."""
    return _read("doc", data)


def rtf(data: bytes) -> Reading:
    """The text of an RTF."""
    return _read("rtf", data)


def _read(kind: str, data: bytes) -> Reading:
    tools = [(path, *tool[1:]) for tool in _TOOLS[kind] if (path := shutil.which(tool[0]))]
    if not tools:
        raise Refused(f"not read: install {' or '.join(sorted(tool[0] for tool in _TOOLS[kind]))}")
    with tempfile.NamedTemporaryFile(prefix="policywatch-") as file:
        file.write(data)
        file.flush()
        said = [_run(tool, file.name) for tool in tools]
    # The tools differ in what they understand; the one that finds more has understood more. catdoc keeps rows apart.
    return max(said, key=lambda one: len(_BLANK.sub("", one.text)))


def _run(tool: tuple[str, ...], path: str) -> Reading:
    name = os.path.basename(tool[0])
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            code = _ended([*tool, path], out, err)
        except OSError as wrong:
            return Reading(text="", note=damaged(f"{name}: {wrong}"))
        said = _written(out)
        if code is None or code == -signal.SIGXCPU:
            return Reading(text="", note=damaged(f"{name} did not end within {SECONDS:.0f} s"))
        if code and code != -signal.SIGXFSZ:
            why = " ".join(_written(err)[:500].replace(path, "the file").split())
            return Reading(text="", note=damaged(f"{name}: {why or f'ended with {code}'}"))
    found = collected(map(_row, said.replace("\x0c", "\n").splitlines()))
    if not found.text:
        return Reading(text="", note=damaged(f"{name} found no text"))
    if code and not found.note:
        return Reading(text=found.text, note=f"{CUT_SHORT}: {name} wrote without end")
    return found


def _ended(command: list[str], out: IO[bytes], err: IO[bytes]) -> int | None:
    """How the command ended; None where it had to be ended, with all that it had started."""
    process = subprocess.Popen(  # noqa: S603 - a tool of the machine, on bytes in a file of ours
        ["/bin/sh", "-c", _BOUNDED, *command], stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
    )
    try:
        return process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _written(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(WRITTEN).decode("utf-8", "replace")


def _row(line: str) -> str:
    """antiword draws tables; cells are told apart by tabs everywhere else."""
    drawn = _ROW.fullmatch(line.strip())
    return "\t".join(filter(None, (cell.strip() for cell in drawn[1].split("|")))) if drawn else line
