"""Write a source as TOML, all of it or nothing."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from spiders import presets, source_file
from spiders.source import PAGES, BadSource, Source


def written(source: Source) -> str:
    """The source as the text of a TOML file."""
    return "\n".join(_lines(presets.bare(source))) + "\n"


def put(source: Source, folder: Path) -> Path:
    """Write the source's file, read it back, and only then set it in its place."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{source.id}.toml"
    text = written(source)
    if not _reads_back(source, target, text):
        raise BadSource(target, "", "would not read back as it was written: nothing was changed")
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def _reads_back(source: Source, target: Path, text: str) -> bool:
    wanted = replace(presets.applied(source), file=target, own=False)
    return source_file.source(tomllib.loads(text), target) == wanted


def _lines(source: Source) -> Iterator[str]:
    yield f"schema = {source_file.SCHEMA}"
    yield from _keys(
        id=source.id,
        name=source.name,
        level=source.level,
        region=source.region,
        issuer=source.issuer,
        language=source.language,
        tags=source.tags,
        preset=source.preset,
        every=None if source.every_minutes is None else source_file.span(source.every_minutes),
        fetch=None if source.fetching.fetch == "http" else source.fetching.fetch,
        basis=source.basis,
        verified=None if source.verified else False,
    )
    for each in source.lists:
        yield from ("", "[[list]]")
        yield from _keys(
            url=each.url,
            kind=None if source.preset and each.kind == "html" else each.kind,
            method=None if each.method == "GET" else each.method,
            json=each.json,
            html=each.html,
            item=each.item,
            title=each.title,
            link=each.link,
            link_regex=each.link_regex,
            link_template=each.link_template,
            date=each.date,
            date_format=each.date_format,
            date_regex=each.date_regex,
            include=each.include,
            exclude=each.exclude,
            encoding=each.encoding,
            site=each.site,
            fetch=each.fetch,
        )
        if each.form:
            yield from ("", "[list.form]", *(f"{_quoted(name)} = {_quoted(said)}" for name, said in each.form))
        if each.pages is not None:
            yield from ("", "[list.pages]")
            yield from _keys(
                style=each.pages.style,
                pattern=each.pages.pattern,
                param=each.pages.param,
                css=each.pages.css,
                start=each.pages.start,
                step=None if each.pages.step == 1 else each.pages.step,
                max=None if each.pages.max == PAGES else each.pages.max,
            )
    detail, fetching = source.detail, source.fetching
    yield from _section(
        "detail",
        body=detail.body,
        remove=detail.remove,
        attachments=detail.attachments,
        encoding=detail.encoding,
        attachments_text=None if detail.attachments_text else False,
    )
    tls = None if fetching.tls == "strict" else fetching.tls
    yield from _section(
        "fetching",
        delay=fetching.delay,
        timeout=fetching.timeout,
        tls=tls,
        follow=fetching.follow,
        proxy=fetching.proxy,
        warmup=fetching.warmup,
    )
    if fetching.headers:
        yield from ("", "[fetching.headers]")
        yield from (f"{_quoted(name)} = {_quoted(said)}" for name, said in fetching.headers)


def _section(title: str, **values: object) -> Iterator[str]:
    lines = list(_keys(**values))
    if lines:
        yield from ("", f"[{title}]", *lines)


def _keys(**values: object) -> Iterator[str]:
    for key, said in values.items():
        if said is None or said == ():
            continue
        yield f"{key} = {_written(said)}"


def _written(said: object) -> str:
    forms: dict[type, Callable[[Any], str]] = {
        bool: lambda it: "true" if it else "false",
        int: str,
        float: repr,
        str: _quoted,
        tuple: lambda it: "[" + ", ".join(map(_quoted, it)) + "]",
    }
    return forms[type(said)](said)


def _quoted(text: str) -> str:
    """A TOML basic string; what TOML forbids in one is escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(
            c if c.isprintable() else f"\\u{ord(c):04X}" if ord(c) < 0x10000 else f"\\U{ord(c):08X}" for c in escaped
        )
        + '"'
    )
