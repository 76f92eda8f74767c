"""The one thread that writes: what waits may share a transaction, and still stands or falls by itself."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from spiders import writer as writing
from spiders.writer import Writer
from store import connection
from store.connection import Db, transaction


def _insert(db: Db, word: str) -> str:
    with transaction(db):
        db.conn.execute("insert into said (word) values (?)", (word,))
        if word == "bad":
            raise ValueError("not this one")
    return word


async def _written(path: Path, *words: str) -> list[object]:
    writer = Writer(path)
    await writer.open()
    try:
        await writer.do(lambda db: db.conn.execute("create table said (word text)"))
        waiting = [writer.record(partial(_insert, word=word)) for word in words]
        return list(await asyncio.gather(*waiting, return_exceptions=True))
    finally:
        await writer.close()


def _kept(path: Path) -> list[str]:
    db = connection.connect(path)
    try:
        return sorted(word for (word,) in db.conn.execute("select word from said"))
    finally:
        db.close()


def test_everybody_who_waits_gets_his_own_answer(tmp_path: Path) -> None:
    words = [str(n) for n in range(30)]
    assert asyncio.run(_written(tmp_path / "a.db", *words)) == words
    assert _kept(tmp_path / "a.db") == sorted(words)


def test_one_that_fails_costs_none_of_those_it_waited_with(tmp_path: Path) -> None:
    answers = asyncio.run(_written(tmp_path / "a.db", "one", "bad", "two"))
    assert [str(answer) for answer in answers] == ["one", "not this one", "two"]
    assert _kept(tmp_path / "a.db") == ["one", "two"]


def test_what_is_asked_meanwhile_is_answered_before_the_writing(tmp_path: Path) -> None:
    seen: list[str] = []

    async def both() -> None:
        writer = Writer(tmp_path / "a.db")
        await writer.open()
        held = asyncio.Event()
        loop = asyncio.get_running_loop()

        def hold(db: Db) -> None:
            asyncio.run_coroutine_threadsafe(held.wait(), loop).result(10)

        first = asyncio.ensure_future(writer.do(hold))
        rest = [
            asyncio.ensure_future(writer.record(lambda db: seen.append("record"))),
            asyncio.ensure_future(writer.record(lambda db: seen.append("record"))),
            asyncio.ensure_future(writer.do(lambda db: seen.append("ask"))),
        ]
        await asyncio.sleep(0)
        held.set()
        await asyncio.gather(first, *rest)
        await writer.close()

    asyncio.run(both())
    assert seen == ["ask", "record", "record"]


def test_what_is_expected_is_written_with_what_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PATIENCE", 30.0)
    monkeypatch.setattr(writing, "AT_ONCE", 2)

    async def one_after_the_other() -> list[str]:
        writer = Writer(tmp_path / "a.db")
        await writer.open()
        await writer.do(lambda db: db.conn.execute("create table said (word text)"))
        with writer.expecting():
            first = asyncio.ensure_future(writer.record(partial(_insert, word="one")))
            meanwhile = await asyncio.to_thread(_kept, tmp_path / "a.db")
            await asyncio.gather(first, writer.record(partial(_insert, word="two")))
        await writer.close()
        return meanwhile

    assert asyncio.run(one_after_the_other()) == []
    assert _kept(tmp_path / "a.db") == ["one", "two"]
