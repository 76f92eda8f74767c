"""Where a release stands in the life of its subject: draft, rule, interpretation, call, result, amendment, end."""

from __future__ import annotations

import re
from typing import Literal

from extract.fold import bare

Stage = Literal["draft", "issued", "interpretation", "call", "result", "amendment", "repeal"]

SHORTEST = 6  # letters of a subject that says what it is about

_INNER = re.compile(r"[《〈]([^《》〈〉]{4,100})[》〉]")
_LAW = re.compile(r"(?<!办)法$")  # what carries out a law is not that law
_NOTE = re.compile(
    r"[（(【\[][^（()）【】\[\]]{0,12}(?:征求意见|意见稿|草案|送审|讨论稿|试行|暂行|修订|修正|修改|第[一二三四五六七八九十\d]+次|\d{4}年)"
    r"[^（()）【】\[\]]{0,12}[）)】\]]"
)
_DRAFT = re.compile(r"征求[^，。]{0,12}意见|征集[^，。]{0,12}意见|意见征集|征求意见稿|草案|送审稿|公开征询")
_REPEAL = re.compile(r"(?:关于)?(?:宣布)?(?:废止|失效)(?!.{0,8}征求)")
_AMENDMENT = re.compile(
    r"(?:关于|决定)?(?:修改|修订|修正|调整)[^，。]{0,6}《|(?:修改|修正|补充)[^，。]{0,20}的(?:决定|通知|公告)$|修正案"
)
_INTERPRETATION = re.compile(r"解读|图解|一图读懂|答记者问|问答|政策说明|起草说明|解析")
_RESULT = re.compile(
    r"(?:拟|入选|入围|获批|通过|认定|立项|评审|评选|验收|兑付|拨付|核定|遴选|评定|评价)[^，。]{0,24}(?:公示|公告|名单|结果|通知)$"
    r"|(?:结果|名单)(?:的)?(?:公示|公告|通知|通报)?$|公示$"
)
_NAMED = re.compile(r"公示|公告|名单|结果|拟")  # a result, though its title speaks of applications
_CALL = re.compile(r"申报|申领|申请|推荐|征集|受理|报名|遴选|招募|组织开展")

_ISSUER = re.compile(r"^[^，。《》]{0,40}?关于")
_VERBS = (
    r"(?:进一步|公开|联合|继续|全面|做好|开展|组织|组织开展|启动|印发|转发|发布|公布|下达|征求|征集|实施|贯彻|落实|执行|申报|申领|申请"
    r"|推荐|受理|报送|遴选|修改|修订|废止|对|拟|有关)"
)
_HEAD = re.compile(rf"^{_VERBS}+")
_TAIL = re.compile(
    r"(?:的?(?:通知|公告|通告|公示|决定|函|批复|意见|解读|说明|补充通知|预通知|结果|名单|情况|事项|工作|建议|社会|公众|公开|征求|征集"
    r"|申报|申领|申请|推荐|受理|报送|遴选|评审|评选|认定|立项|验收|兑付|拨付|入选|入围|拟入选|拟认定|拟立项|拟兑付|拟支持|拟资助|组织"
    r"|开展|有关|相关|政策|图解|一图读懂|答记者问|问答|项目))+$"
)


def subject(title: str) -> str | None:
    """What the release is about, the same for its draft, its final text, its interpretation, its call and its result.

    The folded letters of the title it names in 《》, else of its own without issuer, verbs and kind of paper; None
    where too little is left.
    """
    inner = [found for found in _INNER.findall(title) if not _LAW.search(found)]
    if inner:
        said = inner[-1] if not inner[0].startswith("关于") else inner[0]
        # 《关于印发〈X〉的通知》 names X in its innermost marks, which is what the expression finds.
        core = bare(_NOTE.sub("", said))
        core = _ended(core) if core.startswith("关于") else core
        return core if len(core) >= SHORTEST else None
    plain = bare(_NOTE.sub("", title))
    core = _ended(_ISSUER.sub("", plain))
    return core if len(core) >= SHORTEST else None


def _ended(core: str) -> str:
    return _TAIL.sub("", _HEAD.sub("", core.removeprefix("关于")))


def names_paper(title: str) -> bool:
    """Does the title name its subject in 《》?"""
    return _INNER.search(title) is not None


def stage(title: str, category: str | None) -> Stage | None:
    """The stage of the release; None for news and whatever has no such life."""
    if _INTERPRETATION.search(title) or category == "解读":
        return "interpretation"
    if _DRAFT.search(title):
        return "draft"
    if _REPEAL.search(title):
        return "repeal"
    if _AMENDMENT.search(title):
        return "amendment"
    calls = _CALL.search(title) is not None
    if category == "公示" or (_RESULT.search(title) and not (calls and not _NAMED.search(title))):
        return "result"
    if names_paper(title) and re.search(r"印发|发布|公布|颁布|实施", title):
        return "issued"
    if calls:
        return "call"
    if category in ("意见", "办法", "规定", "规划", "方案", "令", "通知", "批复"):
        return "issued"
    return None
