"""A command line that loads each command when it is called, and reads plain words without what only odd ones need."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import typer
from typer import main
from typer.core import TyperCommand, TyperGroup

Place = str | Callable[[], Callable[..., None]]  # "package.module:name", or what returns the command's function
DIGITS = 9  # of a number: SQLite's have 18, and a page is multiplied by its length


class _Plainly:
    """Lets the options of a command be read without pydantic, which takes longer to load than most commands to run.

    Typer makes the reader of an option when it is first wanted, and keeps it; ours is put there before. A typer that
    keeps it elsewhere goes on with its own, and a test says that light commands load pydantic again.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc]  # typer's command is the next class
        for parameter in found:
            if getattr(parameter, "_runtime_param", parameter) is None:
                parameter._runtime_param = _Reader()
        return found

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words, and say of a wrong one which command it was said to: an option without its value does not."""
        try:
            left: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except typer.TyperException as wrong:
            if getattr(wrong, "ctx", ctx) is None:
                wrong.ctx = ctx  # type: ignore[attr-defined]  # those of wrong use have one
            raise
        return left


class _Command(_Plainly, TyperCommand):
    """A command among others."""


class Group(_Plainly, TyperGroup):
    """A group that knows the names of its commands, and each one's function only once it is asked for.

    Where a place names a typer app, that is a group within this one.
    """

    places: ClassVar[Mapping[str, Place]] = {}

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        self.commands = _Commands(self.places)


class _Commands(MutableMapping[str, Any]):
    """Commands by name, made when they are looked up."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._made: dict[str, Any] = dict.fromkeys(places)
        self._places = places

    def __getitem__(self, name: str) -> Any:
        command = self._made[name]
        if command is None:
            command = self._made[name] = _command(name, self._places[name])
        return command

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _command(name: str, place: Place) -> Any:
    if isinstance(place, str):
        module, _, attribute = place.partition(":")
        found = getattr(import_module(module), attribute)
    else:
        found = place()
    if isinstance(found, typer.Typer):
        group = main.get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False)
    alone.command(name, cls=_Command)(found)
    return main.get_command(alone)


class _Reader:
    """Takes words as words, digits as numbers and paths as paths, and says which are no number, too long or not UTF-8.

    All else, and every other complaint, is typer's own.
    """

    def coerce(self, value: Any, param: Any, ctx: typer.Context) -> Any:
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        words, kind = value if isinstance(value, list | tuple) else [value], param.type_descriptor.annotation
        # A page may be a file, whose name may be any bytes.
        if kind in (str, list[str]) and param.name != "pages" and (odd := [one for one in words if not _keepable(one)]):
            raise typer.BadParameter(f"{odd[0]!r} is not UTF-8", ctx=ctx, param=param)
        if kind in (int, list[int]):
            if odd := [word for word in words if not _whole(word)]:
                raise typer.BadParameter(f"{odd[0]!r} is not a whole number", ctx=ctx, param=param)
            if large := [word for word in words if len(str(word)) > DIGITS]:
                raise typer.BadParameter(
                    f"{str(large[0])[:DIGITS]}… has more than {DIGITS} digits", ctx=ctx, param=param
                )
        read = _plain(value, param.type_descriptor)
        if read is not None:
            return read
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _plain(value: object, meant: Any) -> object:
    """The value as it is meant, where nothing can be wrong with it; otherwise None."""
    kind, info = meant.annotation, meant.parameter_info
    if info.parser is not None or info.min is not None or info.max is not None:
        return None
    if kind is str or kind is int:
        return _word(value, kind)
    if kind == list[str] and isinstance(value, list | tuple):
        return list(value) if all(isinstance(each, str) for each in value) else None
    if kind is Path and isinstance(value, str) and not (info.exists or info.resolve_path):
        # Whoever cannot read what is there hears so from typer, before the command does anything.
        return Path(value) if os.access(value, os.R_OK) or not os.path.exists(value) else None
    return None


def _word(value: object, kind: type[str | int]) -> str | int | None:
    if type(value) is kind:
        return value
    if kind is int and isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    return None


def _whole(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and value.removeprefix("-").isdecimal())


def _keepable(value: object) -> bool:
    """Can it be kept? Bytes of the command line that are not UTF-8 arrive as halves of surrogate pairs."""
    if not isinstance(value, str) or value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
