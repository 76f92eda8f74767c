"""A part as an e-mail: for one reader, as text and as HTML, the same under the same id whenever it is sent. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote

from notify.message import Form
from notify.webhook import Envelope

UNFOLDED = "List-Unsubscribe"


def written(
    envelope: Envelope,
    *,
    sender: Address,
    to: Address,
    replies: str | None = None,
    headers: Mapping[str, str],
) -> bytes:
    """The mail as it is sent; `headers` are the subscriber's own and win."""
    part = envelope.part
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = part.subject
    mail["From"] = sender
    mail["To"] = to
    mail["Message-ID"] = f"<{envelope.message_id}@{sender.domain or 'policywatch.invalid'}>"
    mail["Date"] = format_datetime(envelope.at)
    if replies:
        mail["Reply-To"] = replies
    said = {
        "X-Policywatch-Kind": envelope.kind,
        "X-Policywatch-Id": envelope.message_id,
        UNFOLDED: unsubscribe(replies or sender.addr_spec, part.name),
        "Auto-Submitted": "auto-generated",
    }
    all_of_them = _own_first(said, headers)
    way_out = all_of_them.pop(UNFOLDED, "")
    for name, value in all_of_them.items():
        mail[name] = _line(value)
    if part.form is Form.HTML:
        mail.set_content(f"{part.plain}\n", cte="base64")
        mail.add_alternative(_page(part.body), subtype="html", cte="base64")
    else:
        mail.set_content(f"{part.body}\n", cte="base64")
    # Python would write an address that is longer than a line as words of base64, which no mail program reads.
    first = f"{UNFOLDED}: {_line(way_out)}\r\n" if way_out else ""
    return first.encode("ascii", "ignore") + mail.as_bytes()
    return mail


def _line(value: str) -> str:
    return " ".join(value.split())  # a line break would begin another header


def unsubscribe(address: str, name: str | None) -> str:
    """What a mail program's unsubscribe button does: it writes to whoever runs this."""
    subject = quote(" ".join(filter(None, ("unsubscribe", name))))
    return f"<mailto:{address}?subject={subject}>"


def _own_first(said: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    given = {name.lower() for name in own}
    mine = {name: value for name, value in said.items() if name.lower() not in given}
    return mine | {UNFOLDED if name.lower() == UNFOLDED.lower() else name: value for name, value in own.items()}


def _page(body: str) -> str:
    return f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>\n'
