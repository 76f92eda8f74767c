"""What must not be asked, and what must not be taken for a page: private addresses, challenges, soft 404s."""

from __future__ import annotations

import ipaddress
import re
import socket
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from spiders.answer import Answer

ALLOW = "set POLICYWATCH_ALLOW_PRIVATE=1 if you mean it"


class PrivateAddress(Exception):  # noqa: N818 - it reads as what the host is
    """The host is inside a private network, which crawling must not reach."""


def is_public(address: str) -> bool:
    """Is this an IP address of the public internet?"""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast


def literal(host: str) -> str | None:
    """The address that a host spells out, in any of the forms a resolver accepts; None for a name."""
    host = host.strip("[]").partition("%")[0]
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if re.fullmatch(r"[0-9a-fxA-FX.]+", host) else None
    except OSError:
        return None


def refusal(url: str) -> str | None:
    """Why this URL must not be asked, judged by its letters alone; None where a resolver has to judge."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return f"{url}: only http and https are crawled"
    host = parts.hostname or ""
    address = literal(host)
    if address is not None and not is_public(address):
        return f"{host} is a private address: {ALLOW}"
    if host == "localhost" or host.endswith((".localhost", ".internal", ".local")):
        return f"{host} is a private name: {ALLOW}"
    return None


REFUSED: dict[str, str] = {}  # host -> address: Twisted swallows the resolver's words, so they are left here


class GuardMiddleware:
    """Refuses what may not be asked with words a person can use."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(allow_private=crawler.settings.getbool("POLICYWATCH_ALLOW_PRIVATE"))

    def process_request(self, request: Request) -> None:
        why = None if self._allow_private else refusal(request.url)
        if why is not None:
            raise PrivateAddress(why)

    def process_exception(self, request: Request, exception: Exception) -> None:
        host = urlsplit(request.url).hostname or ""
        if not self._allow_private and host in REFUSED:
            raise PrivateAddress(f"{host} resolves to the private address {REFUSED[host]}: {ALLOW}") from exception


# Possessive, and a name at a time: a page's scripts are most of it, and none of their letters is looked at twice.
_HIDDEN = "|".join(
    rf"<{name}\b(?:[^<]++|<(?!/{name}\s*>))*+(?:</{name}\s*>)?+" for name in ("script", "style", "noscript", "template")
)
_TAGS = re.compile(rf"\s*+(?:(?:{_HIDDEN}|<!--(?:[^-]++|-(?!->))*+-->|<[^>]*>)\s*+)++", re.I)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.I | re.S)
_SCRIPT_MARKS = re.compile(
    r"\$_ts\b|__jsl(?:uid|_clearance)|acw_sc__|wzws_|HOY_TR|__tst_status|_cf_chl|cf-browser-verification"
    r"|/_Incapsula_|aliyun_waf|probe\.js|safedog|yunsuo_session",
    re.I,
)
_SETS_COOKIE = re.compile(r"document\.cookie\s*=", re.I)
_WORDS = re.compile(
    r"安全验证|人机验证|滑动验证|请完成验证|访问验证|请稍候|请稍等|正在(?:检测|验证|跳转)|请开启\s*JavaScript|请启用\s*JavaScript"
    r"|访问(?:过于)?频繁|访问被(?:拒绝|拦截|阻断)|请求被(?:拒绝|拦截|阻断)|网站防火墙|云防护|安全狗"
    r"|just a moment|checking your browser|attention required|access denied|verify you are human|captcha",
    re.I,
)
_MISSING_TITLE = re.compile(
    r"^\s*(?:404|错误|出错|提示|error)?[\s:：_|-]*(?:404|not found|页面不存在|页面未找到|找不到(?:该|此)?页面?|"
    r"(?:您|你)?(?:要)?(?:访问|查看|浏览)的(?:页面|内容|文章|信息)(?:不存在|已删除|找不到).*|page not found).{0,30}$",
    re.I,
)
_MISSING = re.compile(  # not "文件已失效": that is what releases say of other releases
    r"(?:页面|网页|链接)(?:已经?)?(?:不存在|未找到|找不到|被删除|已删除|已下线|已失效)|文章(?:已经?)?(?:不存在|被删除|已删除)"
    r"|(?:您|你)?要?(?:访问|查看|浏览|请求)的(?:页面|网页|文章|内容|信息|文件|资源|栏目)(?:已经?)?(?:不存在|未找到|找不到|被?删除|已下线)"
    r"|找不到(?:您|你)?(?:要)?(?:访问|查看|浏览)?的?(?:页面|网页|文章)|404\s*not\s*found|page\s+not\s+found",
    re.I,
)
_RESTING = re.compile(
    r"(?:网站|网页|系统|平台|服务器?|站点|本站|门户)[^。！!<]{0,10}(?:维护|升级|检修|改版)(?:改造|维护|升级)?(?:正在进行|进行中|之中|期间|中|[，,。！!…]|\s|$)"
    r"|(?:under|down for|scheduled) maintenance|メンテナンス中",
    re.I,
)
_SHORT = 300  # characters of visible text: more than a challenge or an error page says, less than a release
_EMPTY = 40
_GOES_ON = re.compile(r"""(?:window\.|top\.|self\.)?location(?:\.href)?\s*=\s*["']([^"']{1,500})["']""")
CHALLENGE_STATUS = {412: "the site's challenge", 521: "the site's challenge", 403: "refused", 401: "asks for a login"}


class Look:
    """What an answer shows at first sight, worked out once for all who judge it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    @cached_property
    def html(self) -> str:
        """Its first characters, decoded."""
        return _decoded(self._answer)

    @cached_property
    def text(self) -> str:
        """What a person would read of it; of a long page only so much that it is known to be one."""
        return visible(self.html, enough=2 * _SHORT)


def blocked(answer: Answer, look: Look | None = None) -> str | None:
    """Why this answer is a locked door rather than a page; None when it is not."""
    if answer.status in CHALLENGE_STATUS:
        return f"{CHALLENGE_STATUS[answer.status]} (HTTP {answer.status})"
    if answer.status == 429:
        return "too many requests (HTTP 429)"
    if _is_binary(answer):
        return None
    look = look or Look(answer)
    html, text = look.html, look.text
    if len(text) >= _SHORT and answer.status not in (202, 405):
        return None  # looking for the marks of a challenge costs more than fetching the page did
    script, words = _SCRIPT_MARKS.search(html), _door_words(_title(html), text)
    if len(text) < _EMPTY and script is None:
        script = _SETS_COOKIE.search(html)  # many pages set one; those that do nothing else are a door
    if len(text) < _SHORT:
        if script is not None and _without_links(html):
            return f"a challenge instead of a page ({script.group().strip()})"
        if words is not None and _without_links(html):
            return f"a challenge instead of a page ({words.group().strip()})"
    if answer.status in (202, 405) and (len(text) < _SHORT or script is not None):
        return f"a challenge instead of a page (HTTP {answer.status})"
    return None


def _door_words(title: str, text: str) -> re.Match[str] | None:
    """The words of a challenge, where little else is said: a release may be about such things, too."""
    found = _WORDS.search(title) if len(title) < _EMPTY else None
    return found or (_WORDS.search(text) if len(text) < _SHORT // 2 else None)


def missing(answer: Answer, look: Look | None = None) -> bool:
    """Does this answer say that the page is gone, whatever its status?"""
    if answer.status in (404, 410):
        return True
    if answer.status != 200 or _is_binary(answer):
        return False
    look = look or Look(answer)
    html, text = look.html, look.text
    if len(text) < 2 * _SHORT and _MISSING_TITLE.match(_title(html)) is not None:
        return True
    return len(text) < _SHORT and _MISSING.search(text) is not None


def resting(answer: Answer, look: Look | None = None) -> bool:
    """Does the site say, with HTTP 200, that it is under maintenance?"""
    if answer.status != 200 or _is_binary(answer):
        return False
    look = look or Look(answer)
    if len(look.text) >= _SHORT // 2 or not _without_links(look.html):
        return False  # a release may be about a system's maintenance; it stands among links
    return _RESTING.search(look.text) is not None


def goes_on(answer: Answer, look: Look | None = None) -> str | None:
    """Where a page that is nothing but a script sends browsers."""
    look = look or Look(answer)
    html = look.html
    if len(look.text) >= _EMPTY or not _without_links(html):
        return None
    found = _GOES_ON.search(html)
    return found.group(1) if found is not None else None


def visible(html: str, *, enough: int) -> str:
    """Roughly what a person would read, of a long page so many characters or a few more: is it a page or a shell?"""
    title = _TITLE.search(html)
    first, last = title.span() if title is not None else (0, 0)
    shown: list[str] = []
    length = at = 0
    for tags in _TAGS.finditer(html):
        # The words between two tags; those of the title are no text.
        if tags.start() > at and not first <= at < last:
            words = " ".join(html[at : tags.start()].split())
            if words:
                shown.append(words)
                length += len(words) + (len(shown) > 1)
            if length >= enough:
                return " ".join(shown)
        at = tags.end()
    shown.append(" ".join(html[at:].split()))
    return " ".join(part for part in shown if part)


def _title(html: str) -> str:
    found = _TITLE.search(html)
    return " ".join(found.group(1).split()) if found else ""


def _without_links(html: str) -> bool:
    return len(re.findall(r"<a\s[^>]*href", html, re.I)) < 5


def _is_binary(answer: Answer) -> bool:
    return b"\x00" in answer.body[:1024] and not answer.body.startswith((b"\xff\xfe", b"\xfe\xff"))


_LOOK = 200_000  # a challenge or an error page shows itself in its first bytes


def _decoded(answer: Answer) -> str:
    body: Any = answer.body[:_LOOK]
    if answer.charset:
        try:
            return str(body.decode(answer.charset, "replace"))
        except LookupError:
            pass
    text = str(body.decode("utf-8", "replace"))
    return str(body.decode("gb18030", "replace")) if text.count("�") > 5 else text
