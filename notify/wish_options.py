"""The options that say what a subscription is: one list for `add` and `edit`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

QueryOption = Annotated[
    str | None, typer.Option("--query", metavar="Q", help='Words with AND OR NOT "phrases" (…) and fields.')
]
CityOption = Annotated[
    str | None, typer.Option("--city", metavar="C", help="Name or code: 济南, 370100, 浙江省, 全国.")
]
HigherOption = Annotated[
    bool | None,
    typer.Option(
        "--include-higher/--no-include-higher",
        help="Also what the city releases for its district, the province and the nation for the city.",
    ),
]
PlaceOption = Annotated[
    str | None,
    typer.Option("--place", help="Is the city what a release is `about` (as ever), its `issuing` place, or `either`?"),
]
SourceOption = Annotated[str | None, typer.Option("--source", metavar="ID", help="Only what this source shows.")]
ToOption = Annotated[
    list[str] | None,
    typer.Option(
        "--to",
        metavar="URL",
        help="Where alerts go: an Apprise URL, env:NAME or keyring:SERVICE/NAME; may be given again.",
    ),
]
TellOption = Annotated[
    str | None,
    typer.Option(
        "--tell",
        metavar="KINDS",
        help="Of new,revised,attachment,withdrawn,altered,deadline,stale; new alone is the default.",
    ),
]
DaysOption = Annotated[
    str | None, typer.Option("--deadline-days", metavar="DAYS", help="How long before a deadline to remind: 14,3,1.")
]
EveryOption = Annotated[str | None, typer.Option("--every", help="instant, daily or weekly.")]
QuietOption = Annotated[
    str | None, typer.Option("--quiet", metavar="HOURS", help="When nothing is sent: 22:00-07:00 in POLICYWATCH_TZ.")
]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="HH:MM", help="When a daily or weekly message goes out; 08:00.")
]
WeekdayOption = Annotated[
    str | None,
    typer.Option("--weekday", metavar="DAY", help="The day of a weekly message: mon tue wed thu fri sat sun."),
]
ZoneOption = Annotated[
    str | None, typer.Option("--zone", metavar="ZONE", help="Where its hours are meant: Asia/Shanghai; POLICYWATCH_TZ.")
]
GatherOption = Annotated[
    str | None,
    typer.Option("--gather", metavar="TIME", help="How long an instant message waits for company: 10m, 2h."),
]
CapOption = Annotated[
    int | None,
    typer.Option("--cap", min=0, help="Releases told one by one a day (200), the rest as a list; 0: no end."),
]
EmptyOption = Annotated[
    bool | None, typer.Option("--tell-empty/--no-tell-empty", help="A daily or weekly message even if nothing is new.")
]
SecretOption = Annotated[
    str | None,
    typer.Option("--secret", metavar="REF", help="Sign webhooks with what env:NAME or keyring:SERVICE/NAME holds."),
]
LangOption = Annotated[str | None, typer.Option("--lang", help="Language of the messages: zh or en; POLICYWATCH_LANG.")]
OwnerOption = Annotated[
    str | None, typer.Option("--owner", metavar="LABEL", help="Whose it is: for list, pause and resume.")
]
TemplateOption = Annotated[
    str | None,
    typer.Option("--template", metavar="TEXT", help=r"How an item is written: '{title}\n{issuer} {published}\n{url}'."),
]

SAID: dict[str, Any] = {
    "query": QueryOption,
    "city": CityOption,
    "include_higher": HigherOption,
    "place": PlaceOption,
    "source": SourceOption,
    "to": ToOption,
    "tell": TellOption,
    "deadline_days": DaysOption,
    "every": EveryOption,
    "quiet": QuietOption,
    "at": AtOption,
    "weekday": WeekdayOption,
    "zone": ZoneOption,
    "gather": GatherOption,
    "cap": CapOption,
    "tell_empty": EmptyOption,
    "secret": SecretOption,
    "lang": LangOption,
    "owner": OwnerOption,
    "template": TemplateOption,
}


def with_wish(command: Callable[..., None]) -> Callable[..., None]:
    """The command with these options; those that were used come to it as `said`, by name."""

    def run(**given: Any) -> None:
        said = {name: value for name in SAID if (value := given.pop(name)) not in (None, [])}
        command(**given, said=said)

    own = [one for one in inspect.signature(command, eval_str=True).parameters.values() if one.name != "said"]
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in SAID.items()
    ]
    # Its own options that are about the archive and the output come last, as in every command.
    first = [one for one in own if one.name not in ("db", "json")]
    last = [one for one in own if one.name in ("db", "json")]
    parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*first, *options, *last)]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": None}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # typer reads its options there
    return run
