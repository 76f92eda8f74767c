"""The one form of a URL under which a page is known, and the division whose government runs its host."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import SplitResult, urlsplit

from extract.divisions import NATIONWIDE, table

DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING = re.compile(
    r"utm_\w+|hm(?:sr|pl|cu|kw|ci)|spm(?:_id_from)?|scm|fbclid|gclid|gclsrc|dclid|msclkid|yclid|bd_vid|igshid|mc_[ce]id|_ga|_gl"
    r"|isappinstalled|share_token|share_source|sharer_\w+|srcid|weibo_id|wfr|tdsourcetag",
    re.IGNORECASE,
)
SESSION = re.compile(
    r"jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken|sessionid|session_id", re.IGNORECASE
)
SHARED_FROM = re.compile(r"from=(?:timeline|groupmessage|singlemessage|message|search)", re.IGNORECASE)  # WeChat
PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;?#]*", re.IGNORECASE)
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=]")
HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")


def canonical(url: str) -> str:
    """The URL without what does not choose the page; ValueError with one line for anything but a whole http(s) URL."""
    try:
        parts = urlsplit(url.strip())
        host, port = _host(parts), parts.port
    except ValueError as wrong:
        raise ValueError(f"{_shown(url)} is not a URL: {wrong}") from wrong
    if parts.scheme not in DEFAULT_PORTS:
        raise ValueError(f"{_shown(url)} is not a web address: write one that starts with http:// or https://")
    if not HOST.fullmatch(host):
        raise ValueError(f"{_shown(url)} names no host: write one such as https://www.jinan.gov.cn/")
    place = host if port in (None, DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    path = _without_dots(_escaped(PATH_SESSION.sub("", parts.path))) or "/"
    query = "&".join(pair for pair in _escaped(parts.query).split("&") if not _idle(pair))
    route = _escaped(parts.fragment) if parts.fragment.startswith(("/", "!/")) else ""
    return f"{parts.scheme}://{place}{path}" + (f"?{query}" if query else "") + (f"#{route}" if route else "")


def host(url: str) -> str | None:
    """The name of the URL's host in lower case; None for what is no URL."""
    try:
        return urlsplit(url.strip()).hostname
    except ValueError:
        return None


def host_region(url: str) -> str | None:
    """The code of the division whose government runs the URL's host or a domain above it; None when that is unknown."""
    name = (host(url) or "").rstrip(".").removeprefix("www.")
    known = portals()
    if name in known:
        return known[name]
    while (name := name.partition(".")[2]) and name != "gov.cn":
        if (code := known.get(name)) and code != NATIONWIDE:  # beijing.chinatax.gov.cn is not about the nation
            return code
    return None


@cache
def portals() -> dict[str, str]:
    """Host of a government without www. -> code of its division."""
    return {row["host"]: row["code"] for row in table("portals.tsv")}


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        return f"[{host}]"
    return host if host.isascii() else host.encode("idna").decode("ascii").lower()


def _escaped(text: str) -> str:
    """Percent-encoding in its one normal form: only where it is needed, in capitals, UTF-8."""
    return ESCAPED.sub(_one_escape, text)


def _one_escape(found: re.Match[str]) -> str:
    text = found[0]
    if len(text) == 3:
        plain = chr(int(text[1:], 16))
        return plain if plain in UNRESERVED else text.upper()
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))


def _without_dots(path: str) -> str:
    """The path with its . and .. segments walked, as every browser does before it asks."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments[1:]:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _idle(pair: str) -> bool:
    """Does this parameter only say where the reader came from, or who the reader is?"""
    name = pair.partition("=")[0]
    return bool(TRACKING.fullmatch(name) or SESSION.fullmatch(name) or SHARED_FROM.fullmatch(pair))


def _shown(url: str) -> str:
    shown = "".join(c if c.isprintable() else "?" for c in url)
    return repr(shown if len(shown) <= 200 else shown[:200] + "…")
