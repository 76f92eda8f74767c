from __future__ import annotations

import os
from pathlib import Path

import pytest

from notify import kept
from store.query import BadQuery
from store.subscriptions import Wanted
from tests.notify.test_sieve import subject_of, subscription

QUERIES = (
    *("创新券", "创新券 AND 中试基地", "创新券 OR 高企", "创新券 NOT 公示", "title:创新券", "(创新券"),
    *("创新券 AND 企业 AND 科技 AND 申报 NOT 公示", "创新券 since:2026-01-01", "issuer:科技 city:济南"),
)
WANTED = [subscription(number, text).wanted for number, text in enumerate(QUERIES)]
SUBJECT = subject_of("关于申报创新券的通知", "科技企业申报创新券", "科技局", "")


def told(archive: Path, wanted: list[Wanted]) -> tuple[set[int], list[tuple[int, BadQuery]]]:
    ready, unreadable = kept.sieve(archive, wanted, lambda: [SUBJECT])
    return set(ready.answers(SUBJECT)), unreadable


def written(archive: Path) -> int:
    return kept.beside(archive).stat().st_ino


def test_a_kept_sieve_answers_as_one_made_anew_and_names_what_cannot_be_read(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    first, [(number, _)] = told(archive, WANTED)
    made = written(archive)
    again, [(same, _)] = told(archive, WANTED)
    assert first == again == {0, 2, 3, 4, 6, 7, 8}
    assert number == same == 5
    assert written(archive) == made


def test_what_was_edited_added_or_removed_since_is_heeded(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    told(archive, WANTED)
    made = written(archive)
    after = [WANTED[1]._replace(query="科技"), *WANTED[2:5], subscription(20, "科技 AND 企业").wanted]
    assert told(archive, after) == ({1, 2, 3, 4, 20}, [])
    assert written(archive) == made


@pytest.mark.parametrize("harm", ["cut", "altered", "garbage", "older", "open"])
def test_a_kept_sieve_that_is_not_whole_or_not_ours_is_made_anew(tmp_path: Path, harm: str) -> None:
    archive = tmp_path / "archive.db"
    expected = told(archive, WANTED)[0]
    path, made = kept.beside(archive), written(archive)
    held = path.read_bytes()
    match harm:
        case "cut":
            path.write_bytes(held[:-5])
        case "altered":
            path.write_bytes(held.replace("中试基地".encode(), "中试平台".encode()))
        case "garbage":
            path.write_bytes(b'{"maker": [\n')
        case "older":
            path.write_bytes(held.replace(b'"maker": "', b'"maker": "0', 1))
        case _:
            path.chmod(0o644)
    assert told(archive, WANTED)[0] == expected
    assert written(archive) != made
    assert path.stat().st_mode & 0o777 == 0o600


def test_where_nothing_can_be_written_subscriptions_are_matched_all_the_same(tmp_path: Path) -> None:
    assert told(tmp_path / "gone" / "archive.db", WANTED)[0] == {0, 2, 3, 4, 6, 7, 8}


def test_what_a_killed_process_left_unfinished_is_cleared_away(tmp_path: Path) -> None:
    archive = tmp_path / "archive[1].db"
    killed, writing = (kept.beside(archive).with_name(f"archive[1].sieve.{name}") for name in ("0123abcd", "4567abcd"))
    for file in (killed, writing):
        file.write_bytes(b"{")
    os.utime(killed, (0, 0))
    told(archive, WANTED)
    assert sorted(tmp_path.iterdir()) == [kept.beside(archive), writing]
