"""How a message leaves the machine: one Apprise service per channel, and never a word about its URL.

A channel's URL is a credential. Nothing in here prints, logs or raises it: what Apprise logs is heard and boiled down
to a few fixed phrases, because its lines quote hosts, tokens and answers.
"""

from __future__ import annotations

import contextlib
import difflib
import html
import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from notify.addresses import is_private
from notify.message import Form, Kind, Part
from notify.shapes import SHAPES, Shape

FAMILIAR = ("json", "mailto", "wecombot", "dingtalk", "feishu", "tgram", "slack", "discord", "schan", "bark", "ntfy")
SERVICES = "https://appriseit.com/services/"
_REFERENCE = "env:"
_KEYRING = "keyring:"
REFERENCES = (_REFERENCE, _KEYRING)  # what these begin is no secret
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://")
CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
NOTHING: Mapping[str, str] = MappingProxyType({})  # no environment: then `env:` names nothing


class BadChannel(ValueError):  # noqa: N818 - it reads as what the channel is
    """A channel that cannot be used; one line that says what to write instead, never the URL itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The service has taken the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The service has not taken the message."""

    error: str  # a short phrase without the URL
    unreachable: bool = False  # nobody answered: the next message would wait just as long


WEB = ("http", "https")
# Services whose own addresses Apprise does not know.
_ADDRESSES = {
    "oapi.dingtalk.com": "dingtalk://ACCESS_TOKEN, or dingtalk://SECRET@ACCESS_TOKEN where messages are signed",
    "open.feishu.cn": "feishu://HOOK_ID",
    "sctapi.ftqq.com": "schan://SENDKEY",
}
# Bots that answer 200 and say in the body that they refused; Apprise takes the 200 for success.
_BOTS = {"wecombot": "errcode", "dingtalk": "errcode", "feishu": "code", "lark": "code", "schan": "code"}


def resolve(url: str, environ: Mapping[str, str]) -> str:
    """The channel's URL itself, where `env:NAME` or `keyring:SERVICE/NAME` stands for the place that holds it."""
    if url.startswith(_KEYRING):
        return _from_keyring(url.removeprefix(_KEYRING).strip())
    if not url.startswith(_REFERENCE):
        return url.strip()
    name = url.removeprefix(_REFERENCE).strip()
    if not _VARIABLE.fullmatch(name):
        raise BadChannel("after env: comes the name of an environment variable, for example env:TEAM_CHANNEL")
    found = environ.get(name, "").strip()
    if not found:
        raise BadChannel(f"the environment variable {name} is not set: it must hold the channel's URL")
    return found


def _from_keyring(name: str) -> str:
    service, between, entry = name.partition("/")
    if not (service and between and entry):
        raise BadChannel("after keyring: come a service and a name, for example keyring:policywatch/team")
    try:
        import keyring
        import keyring.errors
    except ImportError as missing:
        raise BadChannel("keyring: needs the extra: pip install 'policywatch[keyring]'") from missing
    try:
        found = keyring.get_password(service, entry)
    except keyring.errors.KeyringError as wrong:
        raise BadChannel(f"the keyring cannot be asked ({type(wrong).__name__}): unlock it or use env:NAME") from None
    if not found:
        raise BadChannel(f"the keyring has no {entry} of {service}: keyring set {service} {entry}")
    return str(found).strip()


def check(url: str, *, private: bool, environ: Mapping[str, str] = NOTHING) -> str:
    """The channel's scheme, once Apprise can use the URL; `private` allows addresses of this machine and network."""
    resolved = resolve(url, environ)
    scheme = _scheme(resolved)
    with _listening():
        plugin = _plugin(resolved)
        if plugin is None:
            raise BadChannel(_why_unusable(scheme, resolved))
        scheme = str(plugin.schema)
        if not private and any(is_private(host, names=False) for host in _hosts(plugin)):
            raise BadChannel(_private(scheme))
    return scheme


def shape(resolved: str) -> Shape:
    """What a message on this channel may look like."""
    scheme = _scheme(resolved)
    if scheme in WEB:  # some services know the addresses that they hand out themselves
        with _listening():
            plugin = _plugin(resolved)
        scheme = plugin.schema if plugin else scheme
    known = SHAPES.get(scheme)
    if known is not None:
        return known
    limit = getattr(_services()[scheme], "body_maxlen", None) if scheme in _services() else None
    # Where Apprise asks the server (a property) or knows nothing, the default is what nearly every service takes.
    return Shape(limit=max(limit, 500)) if isinstance(limit, int) else Shape()


def send(
    url: str,
    part: Part,
    *,
    kind: Kind,
    message_id: str,
    private: bool = False,
    environ: Mapping[str, str] = NOTHING,
) -> Sent | Refused:
    """Send one part to one channel; whatever goes wrong is an answer, not an exception."""
    try:
        resolved = resolve(url, environ)
        scheme = _scheme(resolved)
    except BadChannel as wrong:
        return Refused(error=str(wrong))
    with _listening() as heard:
        plugin = _plugin(resolved)
        if plugin is None:
            return Refused(error=_why_unusable(scheme, resolved))
        scheme = str(plugin.schema)
        if not private and any(is_private(host, names=True) for host in _hosts(plugin)):
            return Refused(error=_private(scheme))
        _prepare(plugin, kind=kind, message_id=message_id, private=private)
        if scheme in _BOTS:
            _overhear(plugin)
        try:
            taken = plugin.notify(**_words(plugin, part, subject=SHAPES.get(scheme, Shape()).subject))
        except Exception as wrong:  # noqa: BLE001 - any of 170 services may raise anything, and its text may hold the URL
            return Refused(error=f"{scheme}: {type(wrong).__name__}")
    if not taken:
        return _refusal(heard.lines)
    said_no = next(filter(None, (_bot_refusal(answer, _BOTS[scheme]) for answer in heard.answers)), None)
    return Refused(error=said_no) if said_no else Sent()


@dataclass(slots=True)
class _Heard:
    """What Apprise logged and what bots answered while one message was sent."""

    lines: list[str] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)


_heard: ContextVar[_Heard | None] = ContextVar("policywatch_heard", default=None)
_loading = threading.Lock()


class _Ear(logging.Filter):
    """Keeps Apprise's lines for whoever is sending in this thread; no handler ever gets them."""

    def filter(self, record: logging.LogRecord) -> bool:
        heard = _heard.get()
        if heard is not None:
            heard.lines.append(record.getMessage())
        return False


@contextlib.contextmanager
def _listening() -> Iterator[_Heard]:
    heard = _Heard()
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def _apprise() -> Any:
    """Apprise, imported when first needed, with its log turned to us."""
    with _loading:
        import apprise

        log = logging.getLogger("apprise")
        if not any(isinstance(known, _Ear) for known in log.filters):
            log.addFilter(_Ear())
            log.setLevel(logging.DEBUG)
            # At DEBUG urllib3 writes the path of each request, and in a webhook's path is its token.
            logging.getLogger("urllib3").setLevel(logging.INFO)
            with warnings.catch_warnings():  # some of the 170 plugins import what Python is about to drop
                warnings.simplefilter("ignore")
                _registry().load_modules()
    return apprise


def _registry() -> Any:
    from apprise.manager_plugins import NotificationManager

    return NotificationManager()  # type: ignore[no-untyped-call] # Apprise's registry has no types


def _services() -> Any:
    """Apprise's plugin classes by scheme."""
    _apprise()
    return _registry()


def _plugin(url: str) -> Any | None:
    apprise = _apprise()
    asset = apprise.AppriseAsset(
        app_id="policywatch", app_desc="policywatch", app_url="", image_url_mask="", image_url_logo=""
    )
    return apprise.Apprise.instantiate(url, asset=asset)


def _prepare(plugin: Any, *, kind: Kind, message_id: str, private: bool) -> None:
    if hasattr(plugin, "payload_extras") and plugin.schema in {"json", "jsons", "xml", "xmls", "form", "forms"}:
        # The user's own `:kind=` wins.
        plugin.payload_extras = {"kind": kind, "id": message_id, **plugin.payload_extras}
    if plugin.schema in {"mailto", "mailtos"}:
        plugin.headers = {"X-Policywatch-Kind": kind, "X-Policywatch-Id": message_id, **plugin.headers}
    # Only where the URL does not set them itself.
    if "socket_connect_timeout" not in vars(plugin):
        plugin.socket_connect_timeout = CONNECT_SECONDS
    if "socket_read_timeout" not in vars(plugin):
        plugin.socket_read_timeout = READ_SECONDS
    if not private:
        plugin.redirects = False  # else a public host could send us on to a private one


def _words(plugin: Any, part: Part, *, subject: bool) -> dict[str, Any]:
    apprise = _apprise()
    heading = part.subject if subject else part.heading
    if plugin.title_maxlen <= 0 and part.form is Form.HTML:
        heading = html.escape(heading, quote=False)  # Apprise puts it into the body as it is
    return {
        "title": heading,
        "body": part.body,
        "body_format": apprise.NotifyFormat(part.form.value),
        "notify_type": apprise.NotifyType.INFO,
        "overflow": apprise.OverflowMode.UPSTREAM,  # we have cut by bytes already, Apprise would cut by characters
    }


class _Overhearing:
    """Stands in for `requests` inside one plugin and keeps the answers for us."""

    def __init__(self, requests: Any) -> None:
        self._requests = requests

    def __getattr__(self, name: str) -> Any:
        return getattr(self._requests, name)

    def post(self, *words: Any, **named: Any) -> Any:
        answer = self._requests.post(*words, **named)
        heard = _heard.get()
        if heard is not None:
            heard.answers.append(answer.content[:10_000])
        return answer


def _overhear(plugin: Any) -> None:
    # There is no other way to the answer: the plugin drops it and returns True.
    module = sys.modules[type(plugin).__module__]
    with _loading:
        requests = getattr(module, "requests", None)
        if requests is not None and not isinstance(requests, _Overhearing):
            module.requests = _Overhearing(requests)  # type: ignore[attr-defined]


def _bot_refusal(answer: bytes, key: str) -> str | None:
    try:
        said = json.loads(answer)
    except ValueError:
        return None
    code = said.get(key) if isinstance(said, dict) else None
    return f"the service answered {key} {code}" if isinstance(code, int) and code != 0 else None


_STATUS = re.compile(r"error=([1345]\d\d)\b")  # some write 200 here when it is the answer they did not like
_SMTP = re.compile(r"\((\d{3}), b['\"]")
_PHRASES = (
    (re.compile(r"certificate|SSL", re.IGNORECASE), "its certificate was not accepted", False),
    (re.compile(r"timed? ?out", re.IGNORECASE), "no answer in time", True),
    (re.compile(r"not known|getaddrinfo|resolv", re.IGNORECASE), "its host name is not known", True),
    (re.compile(r"refused|connection error|max retries|unreachable", re.IGNORECASE), "no connection", True),
)


def _refusal(lines: list[str]) -> Refused:
    everything = "\n".join(lines)
    status = _STATUS.search(everything)
    if status:
        return Refused(error=f"HTTP {status[1]}")
    smtp = _SMTP.search(everything)
    if smtp:
        return Refused(error=f"SMTP {smtp[1]}")
    for sign, phrase, unreachable in _PHRASES:
        if sign.search(everything):
            return Refused(error=phrase, unreachable=unreachable)
    return Refused(error="the service did not take it")


def _scheme(url: str) -> str:
    found = _SCHEME.match(url)
    if found is None:
        raise BadChannel(f"that is no Apprise URL: write for example json://host/path or one of {_familiar()}")
    return found[1].lower()


def _why_unusable(scheme: str, url: str) -> str:
    services = _services()
    if scheme in WEB:
        written = next((form for host, form in _ADDRESSES.items() if f"//{host}/" in url), None)
        if written is not None:
            return f"that address is written {written} here"
        return f"{scheme}:// is no channel: write json{scheme[4:]}://HOST/PATH for a webhook, or one of {_familiar()}"
    if scheme not in services:
        near = difflib.get_close_matches(scheme, list(services.schemas()), n=1)
        meant = f" (did you mean {near[0]}://?)" if near else ""
        return f"{scheme}:// is not a known channel{meant}: write one of {_familiar()}; all are on {SERVICES}"
    page = getattr(services[scheme], "setup_url", None) or SERVICES
    return f"this {scheme}:// URL cannot be used, something is missing or misspelt: see {page}"


def _private(scheme: str) -> str:
    return (
        f"this {scheme}:// channel is on a private address: "
        "set POLICYWATCH_ALLOW_PRIVATE_CHANNELS=1 if messages may go there"
    )


def _familiar() -> str:
    return ", ".join(f"{scheme}://" for scheme in FAMILIAR)


def _hosts(plugin: Any) -> list[str]:
    """The hosts that the URL itself names; in most services that place holds a token instead."""
    mail = getattr(plugin, "smtp_host", None)
    if mail:
        return [mail]
    named = any("{host}" in template for template in plugin.templates)
    return [plugin.host] if named and plugin.host else []
