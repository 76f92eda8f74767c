"""What stands in a page's markup but not before its reader's eyes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree, html

from extract import cutting
from extract.pruning import Pruned
from extract.visible import content

# A reader sees none of these; what scripts and styles say is not the page's text.
UNSEEN = frozenset(
    re.findall(
        r"\w+",
        "script style noscript template iframe object embed applet canvas svg math video audio map select option"
        " datalist textarea input button noframes",
    )
)
# Tags that kits for hacked sites scatter; a page uses one or two of them, for words of its own.
KIT = frozenset(
    re.findall(
        r"\w+",
        "rt rp ruby progress acronym menuitem strike xmp dfn delect nobr big small code samp kbd var tt center",
    )
)
_NOTHING = re.compile(r"^(?:0+(?:\.0*)?|\.0+)(?:px|pt|em|rem|%|vw|vh)?$")
_FAINT = re.compile(r"^0*\.0\d*$")
_FILTERED = re.compile(r"opacity\(\s*(?:0+(?:\.0\d*)?|\.0\d*|[0-9]%)\s*\)")
_UNPAINTED = re.compile(
    r"transparent$|(?:rgba|hsla)\([^)]*[,/]\s*(?:0+(?:\.0\d*)?|\.0\d*)%?\s*\)$|#(?:[0-9a-f]{3}0|[0-9a-f]{6}0[0-9a-f])$"
)
_TINY = re.compile(r"^(?:0*(?:\.\d+)?|1(?:\.\d+)?)(?:px|pt)$|^0+(?:\.0*)?(?:em|rem|%|vw|vh)?$")
_FAR = re.compile(r"^-(?:[5-9]\d\d|\d{4,})(?:\.\d+)?(?:px|pt)?$|^-(?:[5-9]\d|\d{3,})r?em$")
_CLIPPED = re.compile(
    r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)|inset\(\s*(?:100|50)%"
)
_MOVED = re.compile(r"scale\(\s*0(?:\.0*)?\s*[,)]|translate[xy]?\([^)]*-\d{4,}px")
_HIDING = re.compile(
    r"none|hidden|opacity|indent|-\d{3}|font-size\s*:\s*[01]|clip|scale|transparent|rgba|hsla|height\s*:\s*[01]|#fff",
    re.I,
)
_SIMPLE = re.compile(r"^(?:[a-z][\w-]*)?([.#])([\w-]+)$", re.I)
_KIT_ANYWHERE = re.compile(r"<(?:{})\b".format("|".join(sorted(KIT))))
_WRITES = re.compile(r"""document\.write(?:ln)?\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
_CODES = re.compile(r"String\.fromCharCode\(([\d,\s]{10,20000})\)")
_TAG = re.compile(r"<[^>]*>")
_HIDDEN_CLASSES = frozenset(
    {"ng-hide", "hidden", "d-none", "sr-only", "visually-hidden", "screen-reader-text", "layui-hide"}
)


def strip(tree: html.HtmlElement) -> list[Pruned]:
    """Takes what nobody sees out of the tree and says what it was and where it stood."""
    hides = _rules(tree)
    body = tree.find("body")
    body = tree if body is None else body
    taken = [Pruned(reason="hidden", text=text, parent=body, path=cutting.SCRIPT) for text in _written(tree)]
    for element in list(body.iter(*UNSEEN)):
        _drop(element)
    total = _weight(body)
    for element in list(body.iterdescendants(etree.Element)):
        if not _hidden(element, hides):
            continue
        weight = _weight(element)
        if weight > total * 0.4 or _gone(element, body):  # a script shows it later: readers do see most of a page
            continue
        parent = element.getparent()
        text = " ".join(content(element).split())
        if text and parent is not None:
            taken.append(
                Pruned(
                    reason="hidden",
                    text=text,
                    parent=parent,
                    path=cutting.path(element),
                    strangers=_strangers(element),
                )
            )
        _drop(element)
    return [*taken, *_junk(body)]


def _strangers(element: html.HtmlElement) -> int:
    """How many hosts outside the government it links to."""
    hosts = {found[1] for anchor in element.iter("a") if (found := _HOST.match(anchor.get("href", "")))}
    return sum(not host.endswith(".gov.cn") for host in hosts)


_HOST = re.compile(r"\s*(?:https?:)?//(?:www\.)?([^/:?#\s]+)", re.I)


def _gone(element: html.HtmlElement, body: html.HtmlElement) -> bool:
    """Was an ancestor already dropped?"""
    top = element
    while (parent := top.getparent()) is not None:
        top = parent
    return top is not body.getroottree().getroot()


def _hidden(element: html.HtmlElement, hides: frozenset[str]) -> bool:
    tag = element.tag
    if tag in ("body", "html"):
        return False
    if element.get("hidden") is not None or (tag == "marquee" and _nothing_high(element)):
        return True
    if style := element.get("style"):
        if _declares_hidden(style):
            return True
        if _SHOWN.search(style):  # a script has overruled the style sheet
            return False
    if hides and (name := element.get("id")) and "#" + name in hides:
        return True
    named = element.get("class")
    if not named:
        return False
    classes = named.split()
    return not _HIDDEN_CLASSES.isdisjoint(classes) or (bool(hides) and any("." + name in hides for name in classes))


def _nothing_high(element: html.HtmlElement) -> bool:
    return any(element.get(side, "auto").strip() in ("0", "1", "0px", "1px") for side in ("height", "width"))


@lru_cache(maxsize=4096)
def _declares_hidden(style: str) -> bool:
    said = {}
    for declaration in style[:_LONGEST].lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            said[name.strip()] = value.replace("!important", "").strip()
    if not said:
        return False
    clipped = said.get("overflow", "").startswith(("hidden", "clip"))
    background = said.get("background-color") or re.split(r"\s(?![^(]*\))", said.get("background", ""))[0]
    return (
        said.get("display") == "none"
        or said.get("visibility") in ("hidden", "collapse")
        or any(_NOTHING.match(said.get(name) or "-") for name in ("opacity", "zoom"))
        or bool(_FAINT.match(said.get("opacity") or "-") or _FILTERED.search(said.get("filter", "")))
        or bool(_TINY.match(said.get("font-size") or "-"))
        or any(
            _FAR.match(said.get(side) or "")
            for side in ("left", "top", "right", "bottom", "margin-left", "text-indent")
        )
        or (clipped and any(_TINY.match(said.get(side) or "-") for side in _SIDES))
        or bool(_CLIPPED.search(said.get("clip", "") + said.get("clip-path", "")))
        or bool(_MOVED.search(said.get("transform", "")))
        or bool(_UNPAINTED.match(said.get("color") or "-"))
        or bool(background and _colour(said.get("color", "")) == _colour(background))
    )


_SHOWN = re.compile(r"display\s*:\s*(?:block|flex|grid|inline|table)|visibility\s*:\s*visible|opacity\s*:\s*1", re.I)
_LONGEST = 2000  # of a style that anybody wrote by hand
_SIDES = ("width", "height", "max-width", "max-height", "line-height")
_NAMES = {"white": "#ffffff", "black": "#000000"}


def _colour(value: str) -> str:
    value = _NAMES.get(value, value.replace(" ", ""))
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        return "#" + "".join(digit * 2 for digit in value[1:])
    if found := re.fullmatch(r"rgba?\((\d+),(\d+),(\d+)(?:,1)?\)", value):
        return "#" + "".join(f"{int(part):02x}" for part in found.groups())
    return value


def _rules(tree: html.HtmlElement) -> frozenset[str]:
    """Classes and ids that the page's own style blocks hide for every kind of screen."""
    found = set()
    for block in tree.iter("style"):
        if not _HIDING.search(block.text or ""):
            continue
        for selectors, body in _declarations(block.text or ""):
            if not _declares_hidden(body):
                continue
            for selector in selectors.split(","):
                if simple := _SIMPLE.match(selector.strip()):
                    found.add(simple[1] + simple[2])
    return frozenset(found)


def _declarations(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and what they declare, without those for printing or narrow screens."""
    open_rules: list[str] = []
    text = ""
    for piece in re.split(r"([{}])", css):
        if piece == "{":
            open_rules.append(text.rpartition("*/")[2].rpartition(";")[2].strip())
        elif piece == "}" and open_rules:
            selectors = open_rules.pop()
            if not selectors.startswith("@") and not any(rule.startswith("@") for rule in open_rules):
                yield selectors, text
        text = piece


def _junk(tree: html.HtmlElement) -> list[Pruned]:
    """Kit tags that share one id are litter: empty ones go, those around real text are unwrapped."""
    dropped = 0
    for element in _litter(tree):
        if element.getparent() is None or element is tree:
            continue
        if not "".join(content(element).split()):
            _drop(element)
            dropped += 1
        elif element.tag in KIT:
            element.drop_tag()
    taken = []
    shown = list(tree.iter("li", "p", "div", "span")) if _KIT_ANYWHERE.search(content(tree)) else []
    for element in shown:
        text = " ".join(content(element).split()) if len(element) < 3 else ""
        if element.getparent() is not None and _KIT_ANYWHERE.match(text) and not _TAG.sub("", text).strip():
            taken.append(Pruned(reason="junk markup", text=text, parent=tree, path=cutting.path(element)))
            _drop(element)
    if dropped:
        taken.append(
            Pruned(reason="junk markup", text=f"{dropped} empty elements", parent=tree, path="all over the page")
        )
    return taken


def _litter(tree: html.HtmlElement) -> list[html.HtmlElement]:
    ids: dict[str, list[html.HtmlElement]] = {}
    for element in tree.iter(etree.Element):
        if name := element.get("id"):
            ids.setdefault(name, []).append(element)
    return [
        element
        for name, group in ids.items()
        for element in group
        if len({member.tag for member in group} & KIT) > 1 or (element.tag in KIT and _is_kit_id(name))
    ]


def _is_kit_id(name: str) -> bool:
    return bool(re.fullmatch(r"(?=.*\d)(?=.*[a-z])[a-z\d]{5}", name))


def _written(tree: html.HtmlElement) -> Iterator[str]:
    """Words that a script would write into the page."""
    for script in tree.iter("script"):
        code = script.text or ""
        if "document.write" not in code and "fromCharCode" not in code:
            continue
        pieces = [double or single for double, single in _WRITES.findall(code)]
        for codes in _CODES.findall(code):
            pieces.append(
                "".join(chr(int(part)) for part in codes.split(",") if part.strip().isdigit() and int(part) < 0x110000)
            )
        for piece in pieces:
            text = " ".join(_TAG.sub(" ", re.sub(r"\\(.)", r"\1", piece)).split())
            if re.search(r"[^\W\d_]{4,}", text):
                yield text.encode("utf-8", "ignore").decode()


def _weight(element: html.HtmlElement) -> int:
    return len("".join(content(element).split()))


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
