"""How a message leaves the machine: one Apprise service per channel, and never a word about its URL.

A channel's URL is a credential. Nothing in here prints, logs or raises it: what Apprise logs is heard and boiled down
to a few fixed phrases, because its lines quote hosts, tokens and answers.
"""

from __future__ import annotations

import contextlib
import difflib
import html
import logging
import re
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from notify import posting
from notify.addresses import is_private
from notify.message import Form, Kind, Part
from notify.references import REFERENCES as REFERENCES
from notify.references import BadChannel as BadChannel
from notify.references import resolve as resolve
from notify.refusing import BOTS, bot_refusal, refusal
from notify.refusing import Refused as Refused
from notify.refusing import Sent as Sent
from notify.shapes import SHAPES, Shape
from notify.webhook import Envelope

FAMILIAR = ("json", "mailto", "wecombot", "dingtalk", "feishu", "tgram", "slack", "discord", "schan", "bark", "ntfy")
SERVICES = "https://appriseit.com/services/"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://")
CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
NOTHING: Mapping[str, str] = MappingProxyType({})  # no environment: then `env:` names nothing


WEB = ("http", "https")
MAIL = ("mailto", "mailtos")
WEBHOOK = ("json", "jsons")
# Services that everybody may run: their URLs name a host.
_HOSTED = frozenset(
    [
        "json",
        "jsons",
        "xml",
        "xmls",
        "form",
        "forms",
        "mailto",
        "mailtos",
        "http",
        "https",
        "bark",
        "barks",
        "ntfy",
        "ntfys",
        "gotify",
        "gotifys",
        "mmost",
        "mmosts",
        "rocket",
        "rockets",
        "matrix",
        "matrixs",
        "apprise",
        "apprises",
        "zulip",
        "syslog",
    ]
)
# Services whose own addresses Apprise does not know.
_ADDRESSES = {
    "oapi.dingtalk.com": "dingtalk://ACCESS_TOKEN, or dingtalk://SECRET@ACCESS_TOKEN where messages are signed",
    "open.feishu.cn": "feishu://HOOK_ID",
    "sctapi.ftqq.com": "schan://SENDKEY",
}


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


def service(resolved: str) -> str:
    """Who takes the message: channels of one service are out of reach together."""
    scheme, _, rest = resolved.partition("://")
    if scheme.lower() not in _HOSTED:
        return scheme.lower()
    return f"{scheme.lower()}://{re.split('[/?]', rest, maxsplit=1)[0].rpartition('@')[2].lower()}"


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
    secret: str | None = None,
    private: bool = False,
    environ: Mapping[str, str] = NOTHING,
) -> Sent | Refused:
    """Send one part to one channel; whatever goes wrong is an answer, not an exception.

    A webhook is signed with the `secret`, where there is one; that is never a reference any more.
    """
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
        _prepare(
            plugin,
            Envelope(part=part, kind=kind, message_id=message_id, secret=secret, at=datetime.now(UTC)),
            private=private,
        )
        if scheme in BOTS:
            _overhear(plugin)
        try:
            taken = plugin.notify(**_words(plugin, part, subject=SHAPES.get(scheme, Shape()).subject))
        except Exception as wrong:  # noqa: BLE001 - any of 170 services may raise anything, and its text may hold the URL
            return Refused(error=f"{scheme}: {type(wrong).__name__}")
    if not taken:
        return refusal(heard.lines)
    said_no = next(filter(None, (bot_refusal(answer, BOTS[scheme]) for answer in heard.answers)), None)
    return said_no or Sent()


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
                for plugin in _ours():
                    _registry().add(plugin, force=True)
    return apprise


def _ours() -> Iterator[Any]:
    """Services of Apprise's own that we write to in our own way: their URLs mean what they always mean."""
    from apprise.plugins.custom_json import NotifyJSON
    from apprise.plugins.email import NotifyEmail
    from apprise.plugins.email.smtp import AppriseSMTPController

    yield type("Webhook", (posting.Webhook, NotifyJSON), {})
    yield type("Mail", (posting.Mail, NotifyEmail), {"server": AppriseSMTPController})


def each(url: str, environ: Mapping[str, str] = NOTHING) -> tuple[str, ...]:
    """The channel as one URL for each reader of a mail: what one of them did not get is tried again for him alone.

    Raises BadChannel where it has several and is a reference.
    """
    resolved = resolve(url, environ)
    if _scheme(resolved) not in MAIL:
        return (url,)
    with _listening():
        plugin = _plugin(resolved)
        readers = posting.readers(plugin) if plugin is not None else []
        if plugin is None or len(readers) < 2:
            return (url,)
        if url.startswith(REFERENCES):
            raise BadChannel(
                "that mail address has several readers: keep one for each, so that each has a state of his own"
            )
        plugin.cc, plugin.bcc = set(), set()
        urls = []
        for name, address in readers:
            plugin.targets = [(name or False, address)]
            urls.append(str(plugin.url(privacy=False)))
    return tuple(urls)


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


def _prepare(plugin: Any, envelope: Envelope, *, private: bool) -> None:
    if plugin.schema in {*WEBHOOK, *MAIL}:
        plugin.envelope = envelope
    elif hasattr(plugin, "payload_extras") and plugin.schema in {"xml", "xmls", "form", "forms"}:
        # The user's own `:kind=` wins.
        plugin.payload_extras = {"kind": envelope.kind, "id": envelope.message_id, **plugin.payload_extras}
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
