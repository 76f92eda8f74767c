"""The title of a release that is only a file: what it says at its head, or what it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

_LOOKED_AT = 24  # lines at the head of a file
_LINES = 4  # over which a title may be set
_LONGEST = 150
_KIND = re.compile(
    r"(?:通知|公告|通告|公示|通报|意见|办法|规定|细则|规则|规范|规程|规划|计划|方案|预案|条例|决定|决议|批复|答复|函|令|报告|纲要|措施|政策|名单|目录"
    r"|指南|指引|标准|清单|要点|解读|说明|章程|纪要|公报|简章|须知|倡议书|申报书)"
    r"(?:[（(](?:试行|暂行|修订|征求意见稿|草案|送审稿|(?:19|20)\d\d年?.{0,4})[）)])*$"
)
_BEGINS = re.compile(r"^(?:.{2,40})?关于|^.{2,30}(?:人民政府|委员会|办公[厅室]|[部厅局委署会])(?:办公[厅室])?$")
_NO_TITLE = re.compile(  # what stands above it: the paper's head, its number, secrecy and page
    r"^\S{2,30}文件$|[〔\[（(](?:19|20)\d\d[〕\]）)]\s*第?\d+号|^(?:机密|秘密|绝密|特急|加急|急件|公开|附件|附表|附)\s*\d*[:：]?$|^[\d\s—\-－/.]+$"
    r"|^(?:19|20)\d\d年\d{1,2}月|^第?\d+期"
)
_CODE = re.compile(
    r"^(?:P?0?20\d{6,}|[\da-fA-F_-]{12,}|\d+|附件\s*[\d一二三四五六七八九十]*|file|attachment|doc|新建.*|扫描.*)$", re.I
)
_HAN = re.compile(r"[\u3400-\u9fff]")


def of(name: str, text: str | None) -> str:
    """The title: a heading as official papers have it, else a telling file name, else the first line."""
    stem = PurePosixPath(unquote(name)).stem.strip()
    lines = [line.strip() for line in (text or "").split("\n")[:_LOOKED_AT]]
    lines = [
        "" if _NO_TITLE.search(line) else re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", line)
        for line in lines
    ]
    if heading := _heading(lines):
        return heading
    if len(stem) > 3 and not _CODE.match(stem) and (_HAN.search(stem) or " " in stem):
        return stem
    first = next((line for line in lines if 4 <= len(line) <= _LONGEST and "\t" not in line), None)
    return first or stem or name


def _heading(lines: Sequence[str]) -> str | None:
    """The first lines that together begin and end as a title does."""
    for at, line in enumerate(lines):
        if not line or "\t" in line or "。" in line:
            continue
        for count in range(1, _LINES + 1):
            part = lines[at : at + count]
            if (
                len(part) < count
                or not all(part)
                or any("。" in one or "\t" in one or one.endswith(("：", ":")) for one in part)
            ):
                break
            said = "".join(part)
            if len(said) > _LONGEST:
                break
            goes_on = at + count < len(lines) and lines[at + count].startswith(("的", "及", "和"))
            if _KIND.search(said) and len(said) >= 6 and (_BEGINS.search(said) or count == 1) and not goes_on:
                return said
        if len(line) > 60:
            return None  # the text has begun
    return None
