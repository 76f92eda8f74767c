"""What agencies that apply for others write into the notices they reprint: their numbers, their praise, their links."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.cutting import Taken
from extract.fold import fold

_LONGEST = 200  # characters of a sentence that only advertises
_ENOUGH = 3
# Each says by how much it speaks for a broker; an office says one or two of them at most.
_SIGNS = tuple(
    (re.compile(pattern), weight)
    for pattern, weight in (
        (r"不成功不(?:收|要)|不过(?:全额)?退|包过(?!滤)|不通过不收费", 2),
        (r"代理申报|申报代理|专业代理|代理各类|代理热线|(?<!帮办)(?<!帮)代办(?!点|员|服务|事项|窗口)|代写", 2),
        (r"可?加v(?:x)?(?![a-z])|加微(?!信群)", 2),
        (r"免费(?:咨询|评估|测算|诊断|匹配|规划|领取|指导|查询)", 1),
        (
            r"专业(?:的)?(?:申报|服务|顾问|代办)?团队|专业(?:顾问|老师)|添加(?:顾问|老师|客服|专家|微信)|专属顾问|客户经理|项目经理",
            1,
        ),
        (r"小编|卧涛|企服", 1),
        (r"累计(?:服务|为)|服务(?:过)?(?:的)?企业\d|成功案例|通过率", 1),
        (r"专注于?|深耕|\d{1,2}\s?年(?:经验|专业)|[一二三十]{1,3}年专业", 1),
        (r"(?:申报|办理)(?:咨询|辅导|指导)|咨询热线|热线[::]|项目申报|高企(?:认定|申报)", 1),
        (r"欢迎(?:您)?(?:联系|咨询|致电|来电|随时)|为您(?:服务|解答|推送|提供)|联系我们|我们将", 1),
        (r"微信同号|同微|微信[::]?[a-z\d_-]{6,}|qq[::]?\d{5,11}|扫码|二维码", 1),
        (r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)400-?\d{3}-?\d{4}|(?<!\d)400\d{7}|0\d{2,3}-\d{7,8}", 1),
        (r"www\.[a-z\d-]{2,}\.(?:com|cn|net|top|vip)(?!\.cn)", 1),
    )
)
_CLOSING = re.compile(
    r"^[（(]?以上(?:就是|便是|即是|内容是?|是).{2,80}(?:全部内容|相关内容|主要内容|全部介绍|具体介绍)"
    r"|(?:想|如需|需要|欲)(?:要)?(?:了解|获取|知道)更多.{0,40}(?:请?(?:持续)?(?:关注|咨询|联系|点击|收藏)).{0,30}(?:网|公众号|平台|我们|小编|顾问|站)"
    r"|更多.{0,20}(?:请?(?:点击|扫码|长按|搜索)?关注|请点击).{0,40}(?:第一时间|为您推送|获取更多|不迷路)"
    r"|想知道.{2,40}[?？]?\s*(?:点击|戳).{0,12}(?:测算|匹配|查询|咨询|测评)"
)
# Whoever says one of these speaks as an office, or about brokers.
_OFFICIAL = re.compile(
    r"局(?!域)|委员会|厅(?!堂)|人民政府|街道|管委会|处室|[一二三四五六七八九]科|科室|招商|举报|投诉|严禁|不得|谨防|冒充|名义|防范|警惕|警示|附件|各区|各县|各市"
    r"|各单位|各镇|各乡|(?<!\d)1(?:23(?:45|48|66|33|15)|10)(?!\d)|第[一二三四五六七八九十百]+条|本通知|本办法|系统操作|技术支持"
)
_SENTENCE = re.compile(  # a question and the link that answers it are one
    r"(?:[^。！？!?；;]|[？?](?=\s*(?:点击|戳)))*+[。！？!?；;]+[”’」』\"')）】>]*|(?:[^。！？!?；;]|[？?](?=\s*(?:点击|戳)))+$"
)


def sift(texts: Sequence[str]) -> tuple[list[tuple[int, str]], list[Taken]]:
    """The lines without what brokers say in them, each with its place, and what was taken."""
    left: list[tuple[int, str]] = []
    taken: list[Taken] = []
    for at, text in enumerate(texts):
        kept, gone = _without(text) if may_be(text) else (text, [])
        taken += [Taken(reason="promotion", text=one, at=at) for one in gone]
        if kept:
            left.append((at, kept))
    return left, taken


_HINT = re.compile(
    r"咨询|代办|代理|微信|加v|顾问|小编|关注|点击|累计|专注|热线|扫码|专业|了解更多|全部内容|联系我们", re.I
)


def may_be(text: str) -> bool:
    """Is there any word in it that brokers use?"""
    return _HINT.search(text) is not None


def _without(text: str) -> tuple[str, list[str]]:
    if _bare(text) and _advertises(text):
        return "", [text]
    left: list[str] = []
    gone: list[str] = []
    for sentence in _SENTENCE.findall(text):
        (gone if _advertises(sentence) else left).append(sentence)
    kept = "".join(left).strip()
    return (kept, [one.strip() for one in gone]) if gone else (text, [])


def _bare(text: str) -> bool:
    return len(text) <= _LONGEST and text[:1] in "（(【["


def _advertises(sentence: str) -> bool:
    if len(sentence) > _LONGEST or not may_be(sentence):
        return False
    folded = fold(sentence).strip()
    if _OFFICIAL.search(folded):
        return False
    if _CLOSING.search(folded):
        return True
    return sum(weight for sign, weight in _SIGNS if sign.search(folded)) >= _ENOUGH
