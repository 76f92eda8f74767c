"""DOC, WPS, XLS and RTF: by antiword or catdoc, where the machine has them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile

from extract.attachments.limits import Reading, Refused, collected, damaged

SECONDS = 10.0  # a readable file takes a fraction of one
_TOOLS = {
    "doc": (("antiword", "-w", "0", "-m", "UTF-8.txt"), ("catdoc", "-w", "-d", "utf-8")),
    "rtf": (("catdoc", "-w", "-d", "utf-8"),),
    "xls": (("xls2csv", "-d", "utf-8", "-q", "0"),),
}


def doc(data: bytes) -> Reading:
    """The text of a DOC or WPS."""
    return _read("doc", data)


def rtf(data: bytes) -> Reading:
    """The text of an RTF."""
    return _read("rtf", data)


def xls(data: bytes) -> Reading:
    """The text of an XLS or ET."""
    return _read("xls", data)


def _read(kind: str, data: bytes) -> Reading:
    tools = [tool for tool in _TOOLS[kind] if shutil.which(tool[0])]
    if not tools:
        needed = " or ".join(tool[0] for tool in _TOOLS[kind]).replace("xls2csv", "catdoc")
        raise Refused(f"not read: install {needed}")
    said = [_run(tool, data) for tool in tools]
    # The tools differ in what they understand; the one that finds more has understood more.
    best = max(said, key=lambda one: len(one.text))
    return best if best.text else said[0]


def _run(tool: tuple[str, ...], data: bytes) -> Reading:
    with tempfile.NamedTemporaryFile(prefix="policywatch-") as file:
        file.write(data)
        file.flush()
        try:
            done = subprocess.run(  # noqa: S603 - a tool of the machine, on bytes in a file of ours
                [*tool, file.name],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Reading(text="", note=damaged(f"{tool[0]} did not end within {SECONDS:.0f} s"))
        except OSError as wrong:
            return Reading(text="", note=damaged(f"{tool[0]}: {wrong}"))
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().replace(file.name, "the file")
        return Reading(text="", note=damaged(f"{tool[0]}: {why or f'ended with {done.returncode}'}"))
    found = collected(done.stdout.decode("utf-8", "replace").replace("\x0c", "\n").splitlines())
    return found if found.text else Reading(text="", note=damaged(f"{tool[0]} found no text"))
