"""How long a message may be on each service, how it is written there, and how fast the next part may follow."""

from __future__ import annotations

from dataclasses import dataclass

from notify.message import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What one message on a channel may look like."""

    form: Form = Form.TEXT
    limit: int = 2_000  # bytes of UTF-8, heading included
    pause: float = 1.0  # seconds between two parts, so that the service does not refuse the second
    subject: bool = False  # an e-mail: the heading names the first title


_WEBHOOK = Shape(limit=1_000_000, pause=0)
_MAIL = Shape(form=Form.HTML, limit=5_000_000, pause=0, subject=True)
# The services' own limits, less a little for what Apprise wraps around the text. Most of them cut silently or answer
# "ok" and drop what is longer.
SHAPES = {
    **dict.fromkeys(("json", "jsons", "xml", "xmls", "form", "forms"), _WEBHOOK),
    **dict.fromkeys(("mailto", "mailtos"), _MAIL),
    "wecombot": Shape(limit=2_000, pause=3),  # 2048 bytes of text, 20 messages a minute
    "dingtalk": Shape(limit=18_000, pause=3),  # 20 000 bytes, 20 messages a minute
    # 30 KB a request, in which a Chinese character is written as six ASCII bytes.
    "feishu": Shape(limit=14_000),
    "lark": Shape(limit=14_000),
    "tgram": Shape(form=Form.HTML, limit=4_000),
    "slack": Shape(limit=30_000),
    "discord": Shape(limit=1_900),
    "schan": Shape(form=Form.MARKDOWN, limit=30_000),
    "pushplus": Shape(form=Form.HTML, limit=18_000),
    "wxpusher": Shape(limit=30_000),
    "bark": Shape(limit=3_000),
    "barks": Shape(limit=3_000),
    "ntfy": Shape(limit=3_900),
    "ntfys": Shape(limit=3_900),
    "mmost": Shape(limit=4_000),
    "mmosts": Shape(limit=4_000),
    "rocket": Shape(form=Form.MARKDOWN, limit=4_000),
    "rockets": Shape(form=Form.MARKDOWN, limit=4_000),
    "workflows": Shape(limit=20_000),
    "zulip": Shape(limit=9_500),
}
