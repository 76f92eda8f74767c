"""Whether a page stands on another host than the one it says it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

_SECOND_LEVEL = frozenset(
    ["com", "net", "org", "gov", "edu", "ac", "mil", "co", "go", "or", "ne", "gob", "gouv", "nom", "info"]
)
_HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,61}$")


def official_host(metas: Mapping[str, str], url: str | None) -> str | None:
    """The host the page's own metas name, where the page was fetched from a host of another owner."""
    here = _host(url or "")
    named = [host for value in _values(metas) if (host := _host(value))]
    if not here or not named or any(registrable(host) == registrable(here) for host in named):
        return None
    return named[0]


def registrable(host: str) -> str:
    """The part of a host name that is bought as a whole: jinan.gov.cn of jnwl.jinan.gov.cn."""
    labels = host.split(".")
    # Under .cn a province's two letters are sold like com and gov: example.sd.cn.
    provincial = labels[-1] == "cn" and len(labels) > 2 and len(labels[-2]) == 2
    country = len(labels[-1]) == 2 and len(labels) > 2
    return ".".join(labels[-3:] if country and (labels[-2] in _SECOND_LEVEL or provincial) else labels[-2:])


def _values(metas: Mapping[str, str]) -> list[str]:
    return [part for name in ("sitedomain", "url") for part in re.split(r"[,，;；|\s]+", metas.get(name, "")) if part]


def _host(value: str) -> str | None:
    value = value.strip().lower()
    if value.startswith(("./", "/", "#")) and not value.startswith("//"):
        return None
    try:
        host = urlsplit(value if "//" in value else f"//{value}").hostname or ""
    except ValueError:
        return None
    is_address = bool(re.fullmatch(r"[\d.]+", host)) or ":" in host or host == "localhost"
    return host if _HOST.match(host) or is_address else None
