from __future__ import annotations

from extract.document import Attachment
from store import likely
from store.facts import Identity
from store.likely import LEAST, REMEMBERED


def test_what_is_remembered_of_releases_that_are_only_files_has_an_end() -> None:
    memory, said = likely._Memory(), "申报条件和奖励标准" * 200
    for number in range(400):
        url = f"https://kj.test/{number}.pdf"
        _keep(memory, url, Attachment(name="通知.pdf", url=url, kind="pdf", text=said))
    assert 0 < memory.taken <= REMEMBERED
    assert len(memory._kept) == REMEMBERED // len(said)


def test_what_is_remembered_of_titles_alone_has_an_end() -> None:
    memory = likely._Memory()
    for number in range(2 * REMEMBERED // LEAST):
        _keep(memory, f"第{number}号通知")
    kept = [n for n in range(2 * REMEMBERED // LEAST) if memory.get((f"第{n}号通知", "", None, ())) is not None]
    assert kept == list(range(REMEMBERED // LEAST, 2 * REMEMBERED // LEAST))


def _keep(memory: likely._Memory, title: str, *files: Attachment) -> None:
    memory.keep((title, "", None, files), Identity(title=title, text="", attachments=files))
