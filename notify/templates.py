"""How a subscriber wants an item written: text with fields in braces. Pure."""

from __future__ import annotations

import string
from collections.abc import Mapping

FILLED = ("title", "url", "issuer", "city", "published", "snippet", "label", "notes", "id")


class BadTemplate(ValueError):  # noqa: N818 - it reads as what the text is
    """A template that cannot be filled in; one line that says what to write instead."""


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its fields filled in, as {title}; {{ stands for a brace. What has no value leaves no gap."""
    pieces = []
    try:
        for text, name, spec, conversion in string.Formatter().parse(template):
            pieces.append(text)
            if name is None:
                continue
            if name not in FILLED or spec or conversion:
                raise BadTemplate(f"{{{name}}} is no field: write one of {' '.join(f'{{{one}}}' for one in FILLED)}")
            pieces.append(values.get(name, ""))
    except ValueError as wrong:
        if isinstance(wrong, BadTemplate):
            raise
        raise BadTemplate("a brace { or } stands alone: write {title} for a field, {{ or }} for a brace") from wrong
    return "".join(pieces)
