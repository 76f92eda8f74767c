"""How fast subscriptions are matched, beside naive `in` loops and FTS5 percolation; and how fast alerts are written.

Subscriptions of one to five words (40 % OR, 35 % AND, 25 % with NOT), half of them with a city, over documents made of
the same vocabulary; both are our own words, put together by chance from a fixed seed.
"""

from __future__ import annotations

import argparse
import gc
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar
from zoneinfo import ZoneInfo

from extract import divisions
from extract.document import Document
from extract.fold import normal
from notify import dispatch
from notify.sieve import Sieve, sieve
from store import documents, index, query, search, subscriptions
from store.connection import connect, transaction
from store.documents import Arrival
from store.query import Subject
from store.subscriptions import Wanted

NOW = datetime(2026, 9, 24, 2, tzinfo=UTC)
SIZES = (100, 10_000, 100_000)
DOCUMENTS = 2_000
BATCH = 500  # documents that FTS5 is asked about at once
CHUNK = 100  # documents in one turn
ROUNDS = 3  # of one turn
BUDGET = 60.0  # seconds that the naive way gets at each size: it is measured on as many documents as fit
_STEMS = """
科技 创新 企业 人才 产业 资金 补贴 项目 平台 数据 算力 智能 制造 高新 技术 中试 基地 孵化 园区 融资 贷款 贴息
专利 标准 质量 品牌 外贸 消费 文旅 农业 种业 乡村 能源 光伏 储能 氢能 汽车 芯片 软件 安全 网络 通信 卫星 低空
航空 海洋 生物 医药 器械 养老 托育 教育 就业 社保 住房 租赁 城建 交通 物流 港口 仓储 环保 减排 碳汇 水利 林草
应急 消防 税收 财政 审计 统计 招标 采购 合同 监管 执法 信用 许可 备案 评估 验收 考核 奖励 资助 扶持 申报 认定
名单 公示 通知 意见 办法 细则 规划 方案 指南 清单 目录 试点 示范 工程 中心 实验 研发 转化 成果 孵育 集群 链主
配套 改造 升级 数字 转型 绿色 循环 再生 材料 装备 机床 机器 传感 仪器 工业 设计 服务 外包 会展 电商 直播 跨境
口岸 关税 商标 版权 著作 档案 培训 技能 工匠 博士 院士 团队 引进 落户 津贴 住宅 家电 换新
"""
STEMS = _STEMS.split()
_LATIN = "AI 5G IPO ESG 3D XR GDP RCEP BIM"
LATIN = _LATIN.split()
GLUE = "的和在对与为将按照根据进一步做好加强推进有关工作要求各区县单位年月日，。；、"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A subscription as the naive way has it."""

    id: int
    places: Collection[str] | None  # regions of documents that pass its city
    every: tuple[str, ...]
    either: tuple[str, ...]
    none: tuple[str, ...]


def main() -> int:
    """Print the tables; 1 where two ways disagree."""
    parser = argparse.ArgumentParser(prog="python -m bench match", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="how many subscriptions")
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--end-to-end", type=int, default=300, help="documents matched into an archive; 0: none")
    args = parser.parse_args()
    chance = random.Random(7)
    words = vocabulary(chance)
    subjects = [query.subject(one, ()) for one in _documents(chance, words, args.documents)]
    letters = sum(len(one.words.whole) for one in subjects) / len(subjects)
    print(f"{len(subjects)} documents of {letters:.0f} characters, seed 7\n")
    agree = True
    for size in args.sizes:
        agree &= _measure(chance, words, size, subjects)
    if args.end_to_end:
        _end_to_end(chance, words, args.end_to_end)
    return 0 if agree else 1


def vocabulary(chance: random.Random) -> list[str]:
    """Words from common to rare."""
    pairs = [one + other for one in STEMS for other in STEMS if one != other]
    chance.shuffle(pairs)
    triples = {"".join(chance.sample(STEMS, 3)) for _ in range(100_000)}
    return [*LATIN, *STEMS, *pairs, *sorted(triples)]


def _word(chance: random.Random, words: Sequence[str], common: float) -> str:
    """Some words are in every second query, most in hardly any."""
    if chance.random() < common:
        return words[int(3000 * chance.random() ** 1.5)]
    return chance.choice(words)


def _documents(chance: random.Random, words: Sequence[str], count: int) -> Iterator[documents.Archived]:
    cities = _cities()
    for number in range(count):
        text = "".join(
            _word(chance, words, 0.75) + "".join(chance.choices(GLUE, k=chance.randint(4, 12))) for _ in range(130)
        )
        region = chance.choice(cities) if chance.random() < 0.9 else None
        document = Document(
            url=f"https://example.gov.cn/{number}",
            title=f"关于{_word(chance, words, 0.5)}{_word(chance, words, 0.5)}的通知",
            text=text,
            published=date(2026, 9, 1),
            region=region,
            issuing_region=region,
        )
        yield documents.Archived(
            id=number + 1, document=document, source=None, first_seen=NOW, updated_at=NOW, sightings=1, place=number
        )


def _cities() -> list[str]:
    return [code for code in divisions.entries() if code.endswith("00") and not code.endswith("0000")]


def _subscriptions(chance: random.Random, words: Sequence[str], count: int) -> tuple[list[Wanted], list[Wish]]:
    cities = _cities()
    made, wishes = [], []
    for number in range(1, count + 1):
        city = chance.choice(cities) if number % 2 else None
        picked = list(dict.fromkeys(_word(chance, words, 0.3) for _ in range(chance.randint(1, 5))))
        kind = chance.random()
        every: tuple[str, ...] = ()
        either: tuple[str, ...] = ()
        none: tuple[str, ...] = ()
        if kind < 0.4:
            either, asked = tuple(picked), " OR ".join(picked)
        elif kind < 0.75 or len(picked) == 1:
            every, asked = tuple(picked), " AND ".join(picked)
        else:
            every, none = tuple(picked[:-1]), tuple(picked[-1:])
            asked = f"{' AND '.join(every)} NOT {none[0]}"
        made.append(Wanted(id=number, query=asked, city=city, higher=False, place="about", source=None))
        places = frozenset(code for code in cities if code == city) if city else None
        wishes.append(Wish(id=number, places=places, every=every, either=either, none=none))
    return made, wishes


def naive(wishes: Sequence[Wish], subject: Subject) -> list[int]:
    """The subscriptions that want the document, found one by one."""
    text = f"{subject.words.title.text}\ue000{subject.words.whole}"
    region = subject.row.region
    has = _has
    found = []
    for wish in wishes:
        if wish.places is not None and region not in wish.places:
            continue
        if wish.either:
            for word in wish.either:
                if word in text and has(word, text):
                    break
            else:
                continue
        for word in wish.every:
            if word not in text or not has(word, text):
                break
        else:
            for word in wish.none:
                if word in text and has(word, text):
                    break
            else:
                found.append(wish.id)
    return found


def _has(word: str, text: str) -> bool:
    """A word of Latin letters stands apart from others."""
    return not word.isascii() or query.occurs(word, text)


def percolated(made: Sequence[Wanted], subjects: Sequence[Subject]) -> list[list[int]]:
    """The subscriptions that want each document, found by asking FTS5 every query about a batch of documents."""
    db = sqlite3.connect(":memory:")
    db.execute(
        """
        create virtual table search using fts5 (
          title, body, chars, meta, content = '', tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
        )
        """
    )
    for number, subject in enumerate(subjects):
        db.execute(
            "insert into search (rowid, title, body, chars, meta) values (?, ?, ?, ?, ?)",
            (number, *index.cells(subject.row)),
        )
    found: list[list[int]] = [[] for _ in subjects]
    for one in made:
        asked = query.narrow(query.parse(one.query), city=one.city)
        for (number,) in db.execute("select rowid from search where search match ?", (search.expression(asked.root),)):
            found[number].append(one.id)
    db.close()
    return found


def _measure(chance: random.Random, words: Sequence[str], size: int, subjects: Sequence[Subject]) -> bool:
    wanted, wishes = _subscriptions(chance, words, size)
    keywords = len({word for wish in wishes for word in (*wish.every, *wish.either, *wish.none)})
    gc.collect()
    gc.freeze()  # as dispatch.match does: else the collector walks every query again and again
    (ready, unreadable), building = _timed(lambda: sieve(wanted, subjects[:100]))
    assert not unreadable
    _, first = _timed(partial(_changed, ready, (), subjects[0]))
    gc.collect()
    gc.freeze()
    folded = _folded(wishes)
    ours: list[list[int]] = []
    slow = alike = 0
    turns: list[tuple[float, float]] = []  # seconds for a document, ours and naive
    # By turns, so that both meet the same machine, however busy it is: of each turn the best of some rounds, as timeit
    # takes it, for what takes longer is the neighbours'; the middle of the turns counts.
    for at in range(0, len(subjects), CHUNK):
        part, rounds = subjects[at : at + CHUNK], list[tuple[float, float]]()
        asked = len(part)
        for _ in range(ROUNDS):
            found, seconds = _timed(partial(_all_of, ready, part))
            named, naive_seconds = _until(BUDGET * CHUNK / len(subjects) / ROUNDS, folded, part[:asked])
            asked = len(named)
            rounds.append((seconds / len(part), naive_seconds / asked))
        for number, theirs in enumerate(named):
            if set(theirs) == set(found[number]):
                alike += 1
            else:
                odd = sorted(set(theirs) ^ set(found[number]))
                print(f"  document {at + number}: one has these, the other not: {odd}")
        ours += found
        slow += asked
        turns.append((min(one for one, _ in rounds), min(other for _, other in rounds)))
    batch = subjects[:BATCH]
    some = wanted[: max(1, min(len(wanted), 20_000))]
    by_index, fts_seconds = _timed(lambda: percolated(some, batch))
    last = some[-1].id
    as_fts = sum({id for id in one if id <= last} == set(other) for one, other in zip(ours, by_index, strict=False))
    matches = sum(map(len, ours)) / len(ours)
    ours_rate, slow_rate = (1 / median(seconds) for seconds in zip(*turns, strict=True))
    times = sorted(slow_seconds / seconds for seconds, slow_seconds in turns)
    fts = len(batch) / (fts_seconds * len(wanted) / len(some))
    print(f"{size:,} subscriptions, {keywords:,} words, {matches:,.0f} matches a document")
    print(
        f"  {'sieve':<28}{ours_rate:>10,.0f} documents/s   {median(times):>7.1f} x naive, the middle of "
        f"{len(times)} turns ({times[0]:.1f} to {times[-1]:.1f})"
    )
    print(f"  {'naive in loops':<28}{slow_rate:>10,.1f} documents/s   on {slow} documents in between")
    print(f"  {f'FTS5, {len(batch)} at once':<28}{fts:>10,.1f} documents/s   on {len(some):,} of the queries")
    print(f"  built in {building:.2f} s, {size / building:,.0f} queries/s; its automaton in {first:.2f} s more")
    for count in (1, 100):
        chosen = [one._replace(query=f"{one.query} OR 换了{number}词") for number, one in enumerate(wanted[:count])]
        _, seconds = _timed(partial(_changed, ready, chosen, subjects[0]))
        _, back = _timed(partial(_changed, ready, wanted[:count], subjects[0]))
        print(f"  ready again after {count} changed: {seconds:.3f} s, after {count} changed back: {back:.3f} s")
    again = [sorted(ready.answers(one)) for one in subjects[:50]]
    as_before = sum(one == sorted(other) for one, other in zip(again, ours, strict=False))
    print(
        f"  the same subscriptions as naive: for {alike} of {slow} documents; as FTS5: {as_fts} of {len(by_index)}; "
        f"after the changes as before: {as_before} of {len(again)}\n"
    )
    return alike == slow and as_fts == len(by_index) and as_before == len(again)


def _until(budget: float, wishes: Sequence[Wish], subjects: Sequence[Subject]) -> tuple[list[list[int]], float]:
    """What the naive way finds for as many of the documents as fit, at least one, and the seconds of CPU it took."""
    found, spent = list[list[int]](), 0.0
    for subject in subjects:
        named, seconds = _timed(partial(naive, wishes, subject))
        found.append(named)
        spent += seconds
        if spent > budget:
            break
    return found, spent


def _all_of(ready: Sieve, subjects: Sequence[Subject]) -> list[list[int]]:
    return [ready.answers(one).tolist() for one in subjects]


def _changed(ready: Sieve, wanted: Sequence[Wanted], subject: Subject) -> None:
    """Take the changes in, and be as quick again as before."""
    assert not ready.change(wanted)
    for finder in ready.finders.values():
        finder.settle()
    ready.answers(subject)


T = TypeVar("T")


def _timed(act: Callable[[], T]) -> tuple[T, float]:
    """What came of it, and the seconds of CPU."""
    began = time.process_time()
    found = act()
    return found, time.process_time() - began


def _folded(wishes: Sequence[Wish]) -> list[Wish]:
    def fold(words: Sequence[str]) -> tuple[str, ...]:
        return tuple(normal(word).text for word in words)

    return [
        Wish(id=one.id, places=one.places, every=fold(one.every), either=fold(one.either), none=fold(one.none))
        for one in wishes
    ]


def _end_to_end(chance: random.Random, words: Sequence[str], count: int, size: int = 10_000) -> None:
    """From changes in an archive to alerts and deliveries in it, as `deliver` does before it sends."""
    made, _ = _subscriptions(chance, words, size)
    with tempfile.TemporaryDirectory() as folder:
        db = connect(Path(folder) / "archive.db")
        with transaction(db):
            for one in made:
                subscriptions.add(
                    db, name=f"s{one.id}", query=one.query, city=one.city, channels=["json://localhost/"], now=NOW
                )
            for archived in _documents(chance, words, count):
                url = archived.document.url
                documents.record(db, Arrival(document=archived.document, url=url or "", source=None, seen_at=NOW))
        began, on_clock = time.process_time(), time.perf_counter()
        matched = dispatch.match(db, NOW, ZoneInfo("Asia/Shanghai"))
        seconds, clock = time.process_time() - began, time.perf_counter() - on_clock
        db.close()
    print(f"end to end: {size:,} subscriptions read, {matched.changes} documents matched into an archive")
    print(f"  {matched.alerts:,} alerts and deliveries in {seconds:.1f} s ({clock:.1f} s on the clock)")
    print(f"  {matched.alerts / seconds:,.0f} alert rows/s, each with its delivery")


if __name__ == "__main__":
    sys.exit(main())
