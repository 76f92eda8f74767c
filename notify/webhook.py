"""What a webhook is sent: JSON as data/message.schema.json describes it, signed where there is a secret. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from notify.message import Item, Kind, Part

ID = "X-Policywatch-Id"
TIMESTAMP = "X-Policywatch-Timestamp"
SIGNATURE = "X-Policywatch-Signature"
OLDEST = 300  # seconds; a receiver should take no message that is older


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What goes along with a part."""

    part: Part
    kind: Kind
    message_id: str
    secret: str | None
    at: datetime


def schema() -> str:
    """The JSON Schema of what webhooks are sent."""
    return resources.files("notify").joinpath("data/message.schema.json").read_text(encoding="utf-8")


def fields(envelope: Envelope) -> dict[str, Any]:
    """What the message says beside its title and its text."""
    part = envelope.part
    return {
        "kind": envelope.kind,
        "id": envelope.message_id,
        "subscription": part.name,
        "part": part.number,
        "parts": part.of,
        "items": [_item(item) for item in part.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "url": item.url,
        "issuer": item.issuer,
        "city": item.city,
        "published": item.published.isoformat() if item.published else None,
        "told": list(item.told),
        "labels": list(item.labels),
        "notes": list(item.notes),
        "snippet": item.snippet,
        "seen": list(item.seen),
    }


def headers(envelope: Envelope, body: bytes) -> dict[str, str]:
    """The headers that let a receiver know the message again, and know that it is ours."""
    said = {ID: envelope.message_id}
    if envelope.secret:
        at = str(int(envelope.at.timestamp()))
        said |= {TIMESTAMP: at, SIGNATURE: signature(envelope.secret, at, body)}
    return said


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """sha256= and the HMAC-SHA256 in hex of the timestamp, a full stop and the body."""
    return f"sha256={hmac.new(secret.encode(), timestamp.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def is_ours(said: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> bool:
    """Does a receiver that knows the secret have reason to believe the message? An example, and for tests."""
    at, signed = said.get(TIMESTAMP, ""), said.get(SIGNATURE, "")
    if not at.isdigit() or abs(now.timestamp() - int(at)) > OLDEST:
        return False
    return hmac.compare_digest(signed.encode(), signature(secret, at, body).encode())
