"""Doors that say neither their status nor a challenge: logins, regions, shells of script. Pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spiders import guard

if TYPE_CHECKING:
    from spiders.answer import Answer

_SHORT = 300  # characters of visible text: more than a door says
_TINY = 500  # bytes: no list is so small
_LINKS = 5
_STATUS = {202: "a challenge instead of a page", 451: "refused for this region", 407: "asks for a login"}
_LOGIN_PATH = re.compile(r"/(?:login|signin|sign-in|passport|sso|cas|oauth2?|auth)(?:[/._?-]|$)", re.I)
_PASSWORD = re.compile(r"<input[^>]*type\s*=\s*[\"']?password", re.I)
_REGION = re.compile(
    r"(?:仅|只)(?:限|对|允许|支持)[^。<]{0,12}(?:境内|国内|大陆|中国|本地区)[^。<]{0,12}(?:访问|开放|用户|IP)"
    r"|(?:境外|海外|国外)(?:的)?(?:IP|用户|地址|网络)[^。<]{0,16}(?:无法|不能|禁止|限制|暂不)"
    r"|(?:所在|当前)(?:的)?(?:国家|地区|区域)[^。<]{0,16}(?:无法|不能|禁止|限制|暂不)[^。<]{0,6}访问"
    r"|not available in your (?:country|region)|(?:country|region) (?:is|has been) (?:blocked|restricted)|geo-?blocked",
    re.I,
)
_SCRIPT = re.compile(r"<script\b", re.I)
_LINK = re.compile(r"<a\s[^>]*href", re.I)


def shut(answer: Answer, look: guard.Look | None = None) -> str | None:
    """Why this answer is a door rather than a page; None when it is not."""
    if answer.status in _STATUS:
        return f"{_STATUS[answer.status]} (HTTP {answer.status})"
    if answer.status != 200 or b"\x00" in answer.body[:1024]:
        return None
    if len(answer.body) > 200_000:  # a door is small
        return None
    look = look or guard.Look(answer)
    html = look.html
    if sum(1 for _ in islice(_LINK.finditer(html), _LINKS)) >= _LINKS:
        return None
    asked, came = urlsplit(answer.url), urlsplit(answer.final_url)
    if _LOGIN_PATH.search(came.path) and not _LOGIN_PATH.search(asked.path):
        return f"leads to a login ({came.netloc}{came.path})"
    text = look.text
    if len(text) >= _SHORT:
        return None
    if _PASSWORD.search(html):
        return "a login instead of a page"
    if (found := _REGION.search(text)) is not None:
        return f"closed to this region ({found.group().strip()[:40]})"
    if answer.body and len(answer.body) < _TINY and not text and _SCRIPT.search(html):
        return "a script and nothing else, as challenges are"
    return None
