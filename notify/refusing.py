"""What a service answered, boiled down to a few fixed phrases: its own lines quote hosts, tokens and answers. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The service has taken the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The service has not taken the message."""

    error: str  # a short phrase without the URL
    unreachable: bool = False  # nobody answered: the next message to this host would wait just as long
    too_many: bool = False  # messages to this address


# Bots that answer 200 and say in the body that they refused; Apprise takes the 200 for success.
BOTS = {"wecombot": "errcode", "dingtalk": "errcode", "feishu": "code", "lark": "code", "schan": "code"}
TOO_MANY = {45009, 130101, 9499, 11232}  # what bots answer to a message too many in a minute
_STATUS = re.compile(r"error=([1345]\d\d)\b")  # some write 200 here when it is the answer they did not like
_SMTP = re.compile(r"\((\d{3}), b['\"]")
_PHRASES = (
    (re.compile(r"certificate|SSL", re.IGNORECASE), "its certificate was not accepted", False),
    (re.compile(r"timed? ?out", re.IGNORECASE), "no answer in time", True),
    (re.compile(r"not known|getaddrinfo|resolv", re.IGNORECASE), "its host name is not known", True),
    (re.compile(r"refused|connection error|max retries|unreachable", re.IGNORECASE), "no connection", True),
)


def refusal(lines: Sequence[str]) -> Refused:
    """Why Apprise, which logged these lines, did not get rid of the message."""
    everything = "\n".join(lines)
    status = _STATUS.search(everything)
    if status:
        return Refused(error=f"HTTP {status[1]}", too_many=status[1] == "429")
    smtp = _SMTP.search(everything)
    if smtp:
        return Refused(error=f"SMTP {smtp[1]}")
    for sign, phrase, unreachable in _PHRASES:
        if sign.search(everything):
            return Refused(error=phrase, unreachable=unreachable)
    return Refused(error="the service did not take it")


def bot_refusal(answer: bytes, key: str) -> Refused | None:
    """The refusal in the body of an answer that was 200."""
    try:
        said = json.loads(answer)
    except ValueError:
        return None
    code = said.get(key) if isinstance(said, dict) else None
    if not isinstance(code, int) or code == 0:
        return None
    return Refused(error=f"the service answered {key} {code}", too_many=code in TOO_MANY)
