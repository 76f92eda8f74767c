"""How long a message may be on each service, how it is written there, and how many of them it takes."""

from __future__ import annotations

from dataclasses import dataclass

from notify.forms import Form
from store.departures import Rate


def _rate(count: int, seconds: float) -> Rate:
    return Rate(count=count, seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What one message on a channel may look like."""

    form: Form = Form.TEXT
    limit: int = 2_000  # bytes of UTF-8, heading included
    rates: tuple[Rate, ...] = (Rate(count=1, seconds=1),)  # what one address takes; none: as many as come
    subject: bool = False  # an e-mail: the heading names the first title


_WEBHOOK = Shape(limit=1_000_000, rates=())
_MAIL = Shape(form=Form.HTML, limit=5_000_000, rates=(_rate(30, 60),), subject=True)
# The services' own limits, less a little for what Apprise wraps around the text. Most of them cut silently or answer
# "ok" and drop what is longer. Rates as published by each service for one bot, webhook or chat; those beyond them are
# refused, at DingTalk for ten minutes.
SHAPES = {
    **dict.fromkeys(("json", "jsons", "xml", "xmls", "form", "forms"), _WEBHOOK),
    **dict.fromkeys(("mailto", "mailtos"), _MAIL),
    "wecombot": Shape(limit=2_000, rates=(_rate(20, 60),)),  # 2048 bytes of text
    # 20 000 bytes and 30 KB a request, in which Apprise writes a Chinese character as six ASCII bytes.
    "dingtalk": Shape(limit=9_500, rates=(_rate(20, 60),)),
    "feishu": Shape(limit=14_000, rates=(_rate(100, 60), _rate(5, 1))),
    "lark": Shape(limit=14_000, rates=(_rate(100, 60), _rate(5, 1))),
    "tgram": Shape(form=Form.HTML, limit=4_000, rates=(_rate(1, 1), _rate(20, 60))),  # a group takes 20 a minute
    "slack": Shape(limit=30_000),
    "discord": Shape(limit=1_900, rates=(_rate(5, 2), _rate(30, 60))),
    "schan": Shape(form=Form.MARKDOWN, limit=30_000),
    "pushplus": Shape(form=Form.HTML, limit=18_000, rates=(_rate(5, 60),)),
    "wxpusher": Shape(limit=30_000, rates=(_rate(2, 1),)),
    "bark": Shape(limit=3_000),
    "barks": Shape(limit=3_000),
    "ntfy": Shape(limit=3_900, rates=(_rate(12, 60),)),  # 60 at once, then one each 5 s
    "ntfys": Shape(limit=3_900, rates=(_rate(12, 60),)),
    "mmost": Shape(limit=4_000),
    "mmosts": Shape(limit=4_000),
    "rocket": Shape(form=Form.MARKDOWN, limit=4_000),
    "rockets": Shape(form=Form.MARKDOWN, limit=4_000),
    "workflows": Shape(limit=20_000, rates=(_rate(4, 1),)),
    "zulip": Shape(limit=9_500),
}
