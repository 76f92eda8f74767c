"""Which division a release is about, and where its issuing body sits."""

from __future__ import annotations

from extract.divisions import (
    NATIONWIDE,
    Division,
    UnknownPlace,
    ancestors,
    city_name,
    covers,
    division,
    full_name,
    within,
)

__all__ = [
    "NATIONWIDE",
    "Division",
    "UnknownPlace",
    "ancestors",
    "city_name",
    "covers",
    "division",
    "full_name",
    "within",
]
