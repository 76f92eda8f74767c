"""What a page that arrived can be to the archive: a closed list."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What a page that arrived is to the archive."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"  # new wording at the original's URL
    COPY = "copy"  # same wording elsewhere
    NOISY = "noisy"  # a copy with stray edits
    ALTERED = "altered"  # a reprint whose amounts, dates or clauses differ
    PART = "part"  # truncated, embedded, compiled
    QUOTE = "quote"
    SERIES = "series"  # renewal, sister city, draft of


ATTACHING = (Verdict.COPY, Verdict.NOISY, Verdict.ALTERED)
LINKING = (Verdict.PART, Verdict.SERIES, Verdict.QUOTE)
