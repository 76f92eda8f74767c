"""The sentences that authorities write again and again, and how much a passage sounds like an authority."""

from __future__ import annotations

import re
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from extract.words import listed, starting_at

_HAN = re.compile(r"[\u3400-\u9fff]+")
_BODY = (  # how the name of a body ends
    "局|厅|部|委|会|院|署|府|办|室|处|科|所|站|队|团|组|社|司|校|馆|库|行|中心|集团|公司|大学|学院|指挥部|法庭|支局|分局"
)
_HEAD = re.compile(
    # numbering: 一、 （一） 1. 第三条 第二章 附件1
    r"[\((]?[一二三四五六七八九十百零〇\d]{1,4}[\))、..:]|第[一二三四五六七八九十百零〇\d]+[条章节款项部批期]|[①-⑳]"
    r"|(?:附件|附表|附录|附图|附:|附注|抄送|主送|分送|抄报|报:|送:|发:|签发|主题词|索引号|文号|来源|备注|注:|名称|标题)"
    r"|[^,。;:]{0,8}(?:单位|部门|机构|处室|人|时间|日期|期限|地点|方式|范围|对象|条件|要求|名额|热线):"
)
_FORMULA = starting_at(
    r"特专附转信此公主依不部印有盖签代见详请妥异反举投监征信复诉施执生废截逾未解遵贯参对认组抓狠联咨受值班服技业办通经负采项报申邮收单接电手传地网时开账户法责填制审起承协一二〇○零〔\[\detf",
    # what a notice says about itself
    r"[特专]此|附件|转发给|信息来源|此件|此页|此复|公开(?:发布|属性|方式|选项|形式)|(?:主动|依申请|不予|部分)公开|印发|有删减|盖章|签章|签名|代章|见附|详见|请示|妥否"
    r"|公示(?:期|时间|无|如|内容|结果)|异议|反映|举报|投诉|监督|征求|反馈|信访|复议|诉讼"
    r"|(?:施行|执行|生效|废止|有效期|截止|截至|逾期|未尽事宜|解释)"
    r"|(?:遵照|贯彻|参照|对照|认真|组织|抓好|狠抓).{0,6}(?:执行|落实|实施)"
    # contact
    r"|(?:联系|咨询|受理|值班|服务|技术|业务|办公|通讯|通信|经办|负责|采购|代理|项目|报名|申报|邮寄|收件|单位|办理|接收)"
    r"[^,。;]{0,6}(?:人|电话|方式|地址|邮箱|地点|时间|机构|部门|单位|传真|处室)"
    r"|(?:电话|手机|传真|邮箱|邮件|邮编|邮政编码|地址|地点|网址|e-?mail|tel|fax|时间|开户行|账号|户名)[::]"
    r"|(?:单位|法定代表|责任)人[::]|(?:填报|填表|制表|审核|经办|起草|承办|主办|协办|印制)(?:人|单位|日期)?[::]"
    r"|(?<!\d)12[03]\d\d(?!\d)"
    # dates and numbers of documents
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?|[一二〇○零]{2}[一二三四五六七八九〇○零]{2}年|[〔\[](?:19|20)\d\d[〕\]]|\d+号$",
)
_LATIN = re.compile("[a-z][a-z][a-z]")
_FOREIGN = re.compile(
    r"\b(?:for further information|contact|e-?mail|phone|telephone|address|effective date|comment period"
    r"|annex|appendix|section|article|chapter|signed|attachment|see also|docket|agency|pursuant|hereby|whereas"
    r")\b"
)
_ADDRESSEE = re.compile(r"^[^。!?;]{2,120}:$")
_SIGNATURE = re.compile(rf"^[^,。!?;:、]{{2,40}}(?:{_BODY})(?:[\((][^()]*[\))])?$")
_PERSON = re.compile(
    r"^(?:代?理?(?:总理|主席|省长|市长|县长|区长|部长|局长|主任|厅长|书记|署长|行长|院长|检察长|会长|处长))\w{2,6}$"
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar|pptx?)\)?$")


def is_formula(folded: str) -> bool:
    """Is this a line or sentence that official documents share: addressee, heading, closing, contact, signature?"""
    spaced = folded.strip()
    plain = "".join(spaced.split())
    plain = plain.strip('()"“”') if not plain.startswith("(") or plain.endswith(")") else plain
    return bool(
        not plain
        or _HEAD.match(plain)
        or _FORMULA.search(plain)
        or (_LATIN.search(spaced) and _FOREIGN.search(spaced))
        or _ADDRESSEE.match(plain)
        or _SIGNATURE.match(plain)
        or _PERSON.match(plain)
        or _FILE.search(plain)
    )


def officialese(letters: str) -> float:
    """The share of an authority's words in a passage's folded letters."""
    found = _finder().find_matches_as_indexes(letters, overlapping=False)
    return sum(end - start for _, start, end in found) / max(1, len(letters))


def is_chinese(text: str) -> bool:
    """Is much of the text written in Chinese characters?"""
    return sum(map(len, _HAN.findall(text))) * 4 > len(text)


@cache
def _finder() -> AhoCorasick:
    return AhoCorasick(listed("official"), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)
