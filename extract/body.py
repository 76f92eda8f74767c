"""The main text of a page."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import html

from extract import candidates, completing, filekinds, markers, rendering, trimming
from extract.page import Hints
from extract.rendering import Line

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_KANA = re.compile(r"[\u3040-\u30ff]+")


@dataclass(slots=True, kw_only=True)
class Body:
    """The lines of the main text and the element they stand in."""

    lines: list[Line]
    element: html.HtmlElement
    known: bool  # named by the source or its content system
    around: list[Line] = field(default_factory=list)  # all other lines of the page

    @property
    def running(self) -> int:
        """How much running text there is."""
        return _running(self.lines)


def take(tree: html.HtmlElement, hints: Hints, *, title: str = "", declared: str = "") -> Body:
    """The main text of a pruned page; `declared` is what its scripts say it is."""
    body = tree.find("body")
    body = tree if body is None else body
    lines = rendering.lines(body)
    chinese = _is_chinese("".join(line.text for line in lines))
    weights = candidates.weigh(lines)
    named = candidates.container(body, weights, hints.body)
    known = named is not None and (bool(hints.body) or chinese)
    if known:
        best = _under(named, lines)
        if named is not None and named.get("class") == markers.AROUND:
            best = _without_neighbours(best)  # comments mark where the column begins as often as where the text does
    elif chinese:
        once = _without_copies([line for line in lines if not (line.running and trimming.disclaims(line.text))])
        weights = weights if len(once) == len(lines) else candidates.weigh(once)
        best = _chinese(tree, candidates.dense(body, weights), candidates.clear(weights), once, title, declared)
        best = _without_trailing_links(_without_neighbours(_with_siblings(best, once)))
        if sum(line.running for line in best) < _BODY:
            best = _below_title(once, title) or best
    else:
        best = _other(tree, candidates.dense(body, weights), lines, named, declared)
        best = completing.with_headings(completing.with_answers(best, lines), lines)
        best = completing.with_lead(best, lines, title)
    best = _without_copies(best)
    chosen = set(map(id, best))
    return Body(
        lines=best,
        element=named if known and named is not None else _common(best) if best else body,
        known=known,
        around=[line for line in lines if id(line) not in chosen],
    )


def _is_chinese(text: str) -> bool:
    han = sum(map(len, _HAN.findall(text)))
    return han * 4 > len(text) and sum(map(len, _KANA.findall(text))) * 10 < han


def _under(element: html.HtmlElement | None, lines: list[Line]) -> list[Line]:
    inside = set(element.iter()) if element is not None else set()
    return [line for line in lines if line.place in inside]


def _chinese(
    tree: html.HtmlElement,
    dense: html.HtmlElement | None,
    clear: html.HtmlElement | None,
    lines: list[Line],
    title: str,
    declared: str,
) -> list[Line]:
    """What most opinions agree on; the slow ones are not asked when the others say the same."""
    opinions = [_under(dense, lines), _under(clear, lines)]
    if dense is not clear or declared:
        opinions.append(_matched(lines, candidates.by_readability(tree)))
        if min(_alike(opinions[0], opinions[2]), _alike(opinions[1], opinions[2])) < 0.97:
            opinions.append(_matched(lines, candidates.by_trafilatura(tree)))
    start = _after_title(lines, title)
    opinions = [[line for line in one if line.order >= start] for one in opinions]
    return _trimmed(dense, _judged(opinions, lines, declared) or _medoid(opinions))


def _trimmed(core: html.HtmlElement | None, lines: list[Line]) -> list[Line]:
    """Without what stands before the first and after the last sentence, outside their element."""
    spoken = [line.order for line in lines if line.running]
    if not spoken:
        return lines
    inside = set(core.iter()) if core is not None else set()
    return [line for line in lines if spoken[0] <= line.order <= spoken[-1] or line.place in inside]


def _with_siblings(best: list[Line], lines: list[Line]) -> list[Line]:
    """Also the short lines set as the paragraphs they stand beside: number and title above, signature and day below."""
    spoken = [line for line in best if line.running]
    if not spoken:
        return best
    first, last = (next(at for at, line in enumerate(lines) if line is end) for end in (spoken[0], spoken[-1]))
    above = itertools.takewhile(_beside(lines[first], spoken), reversed(lines[max(0, first - _HEAD) : first]))
    below = itertools.takewhile(_beside(lines[last], spoken), lines[last + 1 : last + 1 + _HEAD])
    has = set(map(id, best))
    more = [line for line in (*above, *below) if id(line) not in has]
    return sorted([*best, *more], key=lambda line: line.order) if more else best


def _beside(paragraph: Line, spoken: list[Line]) -> Callable[[Line], bool]:
    tag, room = paragraph.place.tag, paragraph.place.getparent()
    set_so = tag == "p" or sum(one.place.tag == tag and one.place.getparent() is room for one in spoken) > 1

    def fits(line: Line) -> bool:
        beside = line.place is paragraph.place or (set_so and line.place.tag == tag and line.place.getparent() is room)
        return beside and line.linked * 2 <= line.size < _BODY and not trimming.announces_others(line.text)

    return fits


_HEAD = 8  # lines of a document's head, or of its end


def _without_neighbours(lines: list[Line]) -> list[Line]:
    """Up to the editor's name or the heading of other news or of comments, unless the text goes on below it."""
    before = 0
    for at, line in enumerate(lines):
        if before > _BODY and (trimming.closes(line.text) or trimming.announces_others(line.text)):
            rest = lines[at + 1 :]
            size, linked = sum(other.size for other in rest), sum(other.linked for other in rest)
            if linked > size * 0.2 or _running(rest) < before * 0.2 or not _goes_on(lines[:at], rest):
                return lines[: at + 1]
        before += line.running
    return lines


def _goes_on(before: list[Line], after: list[Line]) -> bool:
    """Do later paragraphs stand among the earlier ones, rather than in a list or a box of their own?"""
    room = _room(before)
    return any(line.running and line.place.getparent() is room for line in after)


def _room(lines: list[Line]) -> html.HtmlElement | None:
    """The element in which most of the running text has its paragraphs."""
    said: Counter[html.HtmlElement | None] = Counter()
    for line in lines:
        if line.running:
            said[line.place.getparent()] += line.running
    return said.most_common(1)[0][0] if said else None


def _without_trailing_links(lines: list[Line]) -> list[Line]:
    """Without the links to other pages that stand below the last paragraph unannounced; files stay."""
    last = max((at for at, line in enumerate(lines) if line.running), default=len(lines))
    if _running(lines[: last + 1]) <= _BODY:
        return lines
    kept = lines[: last + 1]
    for is_link, group in itertools.groupby(lines[last + 1 :], key=_leads_elsewhere):
        run = list(group)
        if not is_link or len(run) < _RUN or _ATTACHED.match(kept[-1].text):
            kept += run
    return kept


def _leads_elsewhere(line: Line) -> bool:
    return line.linked >= line.size * 0.9 and not _is_file(line)


def _is_file(line: Line) -> bool:
    return filekinds.named(line.text) or any(filekinds.named(anchor.get("href", "")) for anchor in line.place.iter("a"))


_ATTACHED = re.compile(r"附[件表图录]|相关附件|下载")


_RUN = 3  # links one below the other


_BODY = 60  # running text that is more than a summary above the byline


def _after_title(lines: list[Line], title: str) -> int:
    """Where the text begins: below the last line that is the title, as long as most of the text comes after it."""
    wanted = rendering.letters(title)
    if not wanted:
        return 0
    whole = _running(lines)
    above = start = below = 0
    for at, line in enumerate(lines):
        if (start and above > whole * 0.4) or below > _LONG * 2:
            break
        if ends := _says(lines, at, wanted):
            first = _first_beside(lines, at)
            if above <= whole * 0.4 or not _goes_on(lines[:first], lines[ends:]):
                start = lines[first].order if first < at or ends > at + 1 else line.order + 1
        below += line.running if start else 0
        above += line.running
    return start


def _says(lines: list[Line], at: int, wanted: str) -> int:
    """Where the title ends that begins in this line, set in up to three; 0 where none does."""
    said = ""
    for end in range(at, min(at + 3, len(lines))):
        if lines[end].linked * 2 > lines[end].size:  # a link to the page itself, in a list
            return 0
        said += lines[end].letters
        if said == wanted:
            return end + 1
        if not wanted.startswith(said) or not said:
            return 0
    return 0


def _first_beside(lines: list[Line], at: int) -> int:
    """The first of the paragraphs that a document's own title stands among: its number, whom it is by."""
    tag, room = lines[at].place.tag, lines[at].place.getparent()
    among = sum(line.place.tag == tag and line.place.getparent() is room for line in lines[at + 1 :] if line.running)
    first = at
    if tag == "p" and among > 1:
        while first and lines[first - 1].place.tag == tag and lines[first - 1].place.getparent() is room:
            first -= 1
    return first


def _below_title(lines: list[Line], title: str) -> list[Line]:
    """What follows the heading up to the next links or the site's foot, on a page of short lines: a letter, a few
    sentences, a table, names one below the other."""
    wanted = rendering.letters(title)
    start = next((at for at, line in enumerate(lines) if wanted and line.letters == wanted), len(lines))
    found = list(itertools.takewhile(_may_be_text, lines[start + 1 :]))
    told = [line for line in found if not _INFO.match(line.text)]
    said = sum(line.size for line in told if _STOP.search(line.text))
    return found if told and (said >= _SENTENCE or len(told) > 2) else []


def _may_be_text(line: Line) -> bool:
    return line.linked * 2 <= line.size and not _FOOT.search(line.text)


_SENTENCE = 12  # characters
_INFO = re.compile(  # of the line that tells day, source and readers, and of what can be done with the page
    r"\W*(?:(?:发布|更新|信息|文章|稿件)?(?:时间|日期|来源|作者|编辑)|发布|浏览|阅读|点击|字体|字号|打印|分享|关闭|收藏|扫一扫|(?:19|20)\d\d\s?[-/.年])"
)
_FOOT = re.compile(
    r"^\W*(?:主\s?办|承\s?办|协\s?办|版权|技术支持|网站标识|备案|建议使用|您是第|访问量|联系我们|网站地图|copyright|©)|ICP[备证]|公网安备",
    re.I,
)
_STOP = re.compile(r"[，。：！？]$|，")


def _without_copies(lines: list[Line]) -> list[Line]:
    """Once, where a page has its text twice: for wide screens and for telephones."""
    long = [line for line in lines if line.size >= _LONG]
    whole = sum(line.size for line in long)
    for line in long:  # the same words once more in one piece, for reading aloud
        if line.size * 4 < whole:
            continue
        others = [other.size for other in long if other is not line and other.text in line.text]
        if len(others) > 1 and sum(others) > max(200, line.size * 0.6):
            return [other for other in lines if other is not line]
    last: dict[str, int] = {}
    shifts: Counter[int] = Counter()
    for at, line in enumerate(long):
        if line.text in last:
            shifts[at - last[line.text]] += 1
        last[line.text] = at
    for shift, times in shifts.most_common(3):
        if times < 2 or shift < times * 0.9 or times * 4 < len(long):  # rows that are alike follow closely
            continue
        second = next(at for at, line in enumerate(long) if at >= shift and long[at - shift].text == line.text)
        return _first_copy(lines, long[second].order)
    return lines


def _first_copy(lines: list[Line], second: int) -> list[Line]:
    """The lines up to the end of the first of two copies, and what only the second has of running text."""
    before = [line for line in lines if line.order < second]
    after = [line for line in lines if line.order >= second]
    seen = {line.text for line in before}
    twins = {line.text: at for at, line in reversed(list(enumerate(after)))}
    last = max(at for at, line in enumerate(before) if line.size >= _LONG and line.text in twins)
    tail = itertools.takewhile(
        lambda pair: pair[0].text == pair[1].text,
        zip(before[last + 1 :], after[twins[before[last].text] + 1 :], strict=False),
    )
    more = [line for line in after if line.running and not any(line.text in text for text in seen)]
    return [*before[: last + 1], *(line for line, _ in tail), *more]


_LONG = 20  # shorter lines repeat by themselves


def _other(
    tree: html.HtmlElement,
    core: html.HtmlElement | None,
    lines: list[Line],
    named: html.HtmlElement | None,
    declared: str,
) -> list[Line]:
    """trafilatura, which knows the world's news sites best, unless the page itself speaks against it."""
    first = _matched(lines, candidates.by_trafilatura(tree))
    known = _under(named, lines)
    little = _running(first)
    if little < _SHORT and known:
        return known
    readable = _matched(lines, candidates.by_readability(tree))
    dense = _under(core, lines)
    if best := _judged([first, readable, dense, known], lines, declared):
        return best
    # It stops early on some pages; two others that see the same, and far more, are right.
    if little < _running(readable) * 0.7 and _alike(readable, dense) > 0.98:
        return readable
    return first or _medoid([readable, dense])


_SHORT = 600


def _running(lines: list[Line]) -> int:
    return sum(line.running for line in lines)


def _judged(opinions: list[list[Line]], lines: list[Line], declared: str) -> list[Line]:
    """The opinion nearest to what the page declares; none when that is only a part of it."""
    said = _matched(lines, declared)
    if sum(line.size for line in said) < len(declared) * 0.6 or not said:
        return []
    best = max(opinions, key=lambda one: _alike(one, said))
    return best if _alike(best, said) > 0.5 else []


def _medoid(opinions: list[list[Line]]) -> list[Line]:
    opinions = [one for one in opinions if one] or opinions  # those that saw nothing do not agree, they are silent
    return max(opinions, key=lambda one: sum(_alike(one, other) for other in opinions))


def _alike(one: list[Line], other: list[Line]) -> float:
    """Twice what both have, of all that either has, by characters."""
    mine = {id(line) for line in one}
    both = sum(line.size for line in other if id(line) in mine)
    total = sum(line.size for line in one) + sum(line.size for line in other)
    return 2 * both / total if total else 1.0


def _matched(lines: list[Line], text: str) -> list[Line]:
    """Our lines that somebody else's text contains, between its first and its last long one."""
    squeezed = rendering.letters(text)
    if not squeezed:
        return []
    found = [(line, line.letters) for line in lines]
    has = [bool(key) and (key in squeezed or _mostly(key, squeezed)) for _, key in found]
    long = [at for at, (_, key) in enumerate(found) if has[at] and len(key) >= 12]
    if not long:
        return []
    return [line for at, (line, key) in enumerate(found) if has[at] and long[0] - 3 <= at <= long[-1] + 3]


def _mostly(key: str, text: str) -> bool:
    """A long line that the other dropped a link or a heading from."""
    half = len(key) // 2
    return half >= 20 and (key[half:] in text or key[:half] in text or key[half // 2 : -(half // 2)] in text)


def _common(lines: list[Line]) -> html.HtmlElement:
    """The smallest element around all of them."""
    chain = list(reversed([lines[0].place, *lines[0].place.iterancestors()]))
    for line in lines[1:]:
        other = {line.place, *line.place.iterancestors()}
        while chain and chain[-1] not in other:
            chain.pop()
    return chain[-1]
