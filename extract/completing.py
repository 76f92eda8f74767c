"""What libraries drop from a text although it belongs there: days that lines ask for, its first lines, headings."""

from __future__ import annotations

from collections.abc import Sequence

from extract import rendering, trimming
from extract.rendering import Line

_ANSWER = 60  # characters of a line that only answers the one above it
_LEAD = 50  # of running text in a summary below the title
_LEADS = 3  # such lines at most
_AMONG = 14  # lines from the title to the text: day, office, ways to share


def with_answers(best: list[Line], lines: Sequence[Line]) -> list[Line]:
    """With the day on the line below one that asks for it: "This consultation closes at"."""
    chosen = {id(line) for line in best}
    kept: list[Line] = []
    for at, line in enumerate(lines):
        if id(line) in chosen or (kept and kept[-1] is lines[at - 1] and _answers(line, kept[-1])):
            kept.append(line)
    return kept if len(kept) > len(best) else best


def _answers(line: Line, above: Line) -> bool:
    digits = any(character.isdigit() for character in line.text)
    return digits and line.size < _ANSWER and not line.linked and trimming.asks(above.text)


def with_lead(best: list[Line], lines: Sequence[Line], title: str) -> list[Line]:
    """With the sentences between the title and the first line, which libraries take for a teaser of something else."""
    heading = rendering.letters(title)
    chosen = {id(line) for line in best}
    long = (
        at for at, line in enumerate(lines) if id(line) in chosen and line.running >= _LEAD and line.letters != heading
    )
    first = next(long, 0)
    at = next((at for at in range(first - 1, -1, -1) if lines[at].letters == heading), None)
    if not heading or at is None or first - at > _AMONG:
        return best
    lead = {id(line) for line in lines[at + 1 : first] if _is_sentence(line)} - chosen
    return [line for line in lines if id(line) in chosen | lead] if 0 < len(lead) <= _LEADS else best


def with_headings(best: list[Line], lines: Sequence[Line]) -> list[Line]:
    """With the headings that stand between two lines of the text."""
    chosen = {id(line) for line in best}
    between = (
        line
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
        if id(above) in chosen and id(below) in chosen and line.place.tag in _HEADINGS and not line.linked
    )
    more = {id(line) for line in between} - chosen
    return [line for line in lines if id(line) in chosen | more] if more else best


_HEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6"])


def _is_sentence(line: Line) -> bool:
    return line.running >= _LEAD and not line.linked and line.text.endswith((".", "。"))
