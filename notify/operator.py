"""What the operator hears of the sources: one message about all that turned bad, lasts, or is well again."""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Literal

from notify import channels, composing, message
from notify import parts as cutting
from notify.channels import BadChannel, Refused, Sent
from store import notices

if TYPE_CHECKING:
    from sqlite_utils import Database

    from notify.dispatch import Clock, Send
    from notify.message import Lang, Message, Part
    from store.notices import Bundle, Notice, Trouble

VARIABLE = "POLICYWATCH_OPERATOR"
LEASE_SECONDS = 20.0  # renewed while we live; what a killed sender held comes free after it
HEARTBEAT_SECONDS = 4.0
SEND_SECONDS = 60.0
GROUPS = 12  # lines of a message; a service cuts what is longer
NAMES = 5  # sources that a line names
REASON = 160  # characters
_WORDS: dict[Lang, dict[str, str]] = {
    "zh": {"late": "逾期无新发布", "broken": "无法读取", "blocked": "被拒绝访问", "ended": "已恢复"},
    "en": {"late": "overdue", "broken": "cannot be read", "blocked": "access refused", "ended": "well again"},
}
_FIRST_OF: dict[Lang, str] = {"zh": "例如", "en": "for example"}
_STAGES: dict[Lang, dict[str, tuple[str, str]]] = {  # of one source, of several
    "zh": {
        "opened": ("个来源出现问题", "个来源出现问题"),
        "lasting": ("个来源仍未恢复", "个来源仍未恢复"),
        "ended": ("个来源已恢复", "个来源已恢复"),
    },
    "en": {
        "opened": ("source in trouble", "sources in trouble"),
        "lasting": ("source still in trouble", "sources still in trouble"),
        "ended": ("source well again", "sources well again"),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one message to the operator."""

    state: Literal["sent", "failed"]
    sources: tuple[str, ...]
    error: str | None = None


def deliver(
    db: Database,
    clock: Clock,
    zone: tzinfo,
    send: Send,
    *,
    environ: Mapping[str, str],
    lang: Lang = "zh",
    stopped: Callable[[], bool] = lambda: False,
    seconds: float = SEND_SECONDS,
) -> Iterator[Told]:
    """Send the operator what is due as one message; without POLICYWATCH_OPERATOR what waits is dropped.

    A message that another sender holds is waited for as long as its lease may last: if that one died, it is ours.
    """
    address = environ.get(VARIABLE, "").strip()
    if not address:
        notices.silence(db)
        return
    notices.remind(db, clock())
    give_up = time.monotonic() + LEASE_SECONDS + 1
    while not stopped():
        bundle = notices.lease(db, clock(), seconds=LEASE_SECONDS)
        if bundle is not None:
            yield _send(db, bundle, address, clock, zone, send, environ=environ, lang=lang, seconds=seconds)
        elif any(notice.state == "leased" for notice in notices.unfinished(db)) and time.monotonic() < give_up:
            time.sleep(0.25)
        else:
            return


def _send(
    db: Database,
    bundle: Bundle,
    address: str,
    clock: Clock,
    zone: tzinfo,
    send: Send,
    *,
    environ: Mapping[str, str],
    lang: Lang,
    seconds: float,
) -> Told:
    sources = tuple(dict.fromkeys(notice.trouble.source for notice in bundle.notices))
    told = written(bundle.notices, clock(), zone, lang)
    try:
        shape = channels.shape(channels.resolve(address, environ))
    except BadChannel as wrong:
        notices.failed(db, bundle, str(wrong), clock())
        return Told(state="failed", sources=sources, error=str(wrong))
    parts = cutting.split(told, composing.form(shape, told), shape.limit)
    began, held = time.monotonic(), bundle
    for number, part in enumerate(parts):
        answers: queue.SimpleQueue[Sent | Refused] = queue.SimpleQueue()
        message_id = f"{bundle.message_id}{number or ''}"
        # A daemon: a service that never answers must not keep the process from ending.
        threading.Thread(target=_sent, args=(send, address, part, message_id, answers), daemon=True).start()
        said: Sent | Refused | None = None
        while said is None:
            try:
                said = answers.get(timeout=HEARTBEAT_SECONDS)
            except queue.Empty:
                held = notices.renew(db, held, clock(), seconds=LEASE_SECONDS) or held
                if time.monotonic() - began > seconds:
                    said = Refused(error=f"no answer within {seconds:.0f} s", unreachable=True)
        if isinstance(said, Refused):
            notices.failed(db, held, said.error, clock())
            return Told(state="failed", sources=sources, error=said.error)
    notices.sent(db, held, clock())
    return Told(state="sent", sources=sources)


def _sent(send: Send, address: str, part: Part, message_id: str, answers: queue.SimpleQueue[Sent | Refused]) -> None:
    try:
        answers.put(send(address, part, kind="operator", message_id=message_id))
    except Exception as wrong:  # noqa: BLE001 - an answer is owed; the text of the error may hold the URL
        answers.put(Refused(error=type(wrong).__name__))


def written(told: Sequence[Notice], now: datetime, zone: tzinfo, lang: Lang) -> Message:
    """The notices as one message: first what turned bad, then what lasts, then what is well again."""
    stages = {stage: [n.trouble for n in told if n.stage == stage] for stage in ("opened", "lasting", "ended")}
    # A source that broke and was mended within one message is well: it is told once.
    well = {trouble.id for trouble in stages["ended"]}
    stages["opened"] = [trouble for trouble in stages["opened"] if trouble.id not in well]
    counts = [
        f"{count} {words[count > 1]}"
        for stage, words in _STAGES[lang].items()
        if (count := len({trouble.source for trouble in stages[stage]}))
    ]
    lines = [
        line
        for stage in ("opened", "lasting", "ended")
        for line in _lines(stages[stage], zone, lang, ended=stage == "ended")
    ]
    left = len(lines) - GROUPS
    more, look, heading = (
        (f"另有 {left} 项未列出", "查看：", f"policywatch：{'，'.join(counts)}")
        if lang == "zh"
        else (f"and {left} more", "See: ", f"policywatch: {', '.join(counts)}")
    )
    text = "\n".join([*lines[:GROUPS], *([more] if left > 0 else []), f"{look}policywatch sources health"])
    return message.operator(heading, text, lang=lang)


def _lines(troubles: Sequence[Trouble], zone: tzinfo, lang: Lang, *, ended: bool) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Trouble]] = defaultdict(list)
    for trouble in troubles:
        groups[_alike(trouble)].append(trouble)
    for group in sorted(groups.values(), key=len, reverse=True):
        names = [trouble.source for trouble in group[:NAMES]]
        since = min(trouble.opened for trouble in group).astimezone(zone)
        what = _WORDS[lang]["ended" if ended else group[0].state.value]
        reason = "" if ended else " ".join(group[0].reason.split())[:REASON]
        if reason and len({trouble.reason for trouble in group}) > 1:
            reason = f"{_FIRST_OF[lang]} {reason}"  # each has an address of its own
        if lang == "zh":
            rest = f" 等 {len(group)} 个来源" if len(group) > NAMES else ""
            yield f"[{what}] {'、'.join(names)}{rest}{'：' * bool(reason)}{reason}（{since:%m-%d %H:%M} 起）"
        else:
            rest = f" and {len(group) - NAMES} more" if len(group) > NAMES else ""
            yield f"[{what}] {', '.join(names)}{rest}{': ' * bool(reason)}{reason} (since {since:%m-%d %H:%M})"


def _alike(trouble: Trouble) -> tuple[str, str]:
    """What one line can say of several: the same host out of reach, or the same kind of trouble in many places."""
    if trouble.cause in notices.OF_A_HOST:
        return trouble.state.value, trouble.cause.value if trouble.cause else ""
    return trouble.state.value, trouble.reason if trouble.state.value != "late" else "late"
