"""A notice in the forms in which it turns up elsewhere, written by us."""

from __future__ import annotations

NUMBER = "济科字〔2026〕14号"
TITLE = "济南市科学技术局关于申领2026年科技创新券的通知"
BODY = """各区县科技局，各有关单位：
为进一步激发企业创新活力，引导高校院所向中小企业开放科研仪器设备，现将2026年度科技创新券申领的有关事项通知如下：
一、申领对象为在本市注册、上一年度研发费用占营业收入比例不低于3%的科技型中小企业，以及经市科技局备案的创业团队。
二、每家企业每年申领额度不超过十万元，每个创业团队不超过三万元，用于购买检验检测、研发设计、中间试验等科技服务。
三、申请单位应当于2026年10月31日前登录市科技创新服务平台提交申请材料，逾期不予受理，材料不全的退回补正一次。
四、各区县科技局对申请材料的真实性进行初审，并于2026年11月10日前将推荐名单和汇总表报送市科技局高新技术处。
五、市科技局组织专家评审后在门户网站公示五个工作日，公示无异议的发放电子创新券，有效期至2027年12月31日。
六、对弄虚作假骗取创新券的单位，追回已经兑付的资金，三年内不得再次申领，并按照有关规定记入科研诚信档案。
联系人：高新技术处，联系电话：0531-66600000。"""
SIGNED = "济南市科学技术局\n2026年9月23日"
NOTICE = f"{TITLE}\n{NUMBER}\n{BODY}\n{SIGNED}"

HEADER = "当前位置：首页 > 政务公开 > 通知公告\n来源：本站 浏览次数：5321 【字体：大 中 小】"
FOOTER = "上一篇：全市项目建设现场会\n下一篇：防汛值班安排\n版权所有 某某门户 网站地图 联系我们"
RELATED = "\n".join(["相关文章", *(f"关于召开第{n}次例会有关安排的消息" for n in "一二三四五六七八九")])
COMMENTARY = """本报记者从市科技部门获悉，新一轮科技惠企政策近日落地，多位企业负责人在接受采访时表示期待已久。
一家从事激光加工的公司负责人介绍，去年公司用这笔支持完成了三项关键部件的疲劳测试，少走了不少弯路。
业内人士认为，把仪器共享与资金支持放在一起考虑，能让规模不大的企业也用得起高端设备，也有利于盘活存量资源。
有专家建议，今后应当进一步简化线上流程，把评审周期压缩到两周以内，同时加强对服务机构的信用评价和动态管理。
据了解，周边城市近年来也陆续推出类似举措，形成了各具特色的做法，相关经验值得在更大范围内交流互鉴。"""

TRADITIONAL = str.maketrans(
    "关创为进动企业团队开现项对费额购买检测设请应当将报处发电",
    "關創為進動企業團隊開現項對費額購買檢測設請應當將報處發電",
)


def slipped(text: str, every: int = 41) -> str:
    """The text with a letter lost here and another misread there, as by a poor scanner."""
    letters = list(text)
    for at in range(every, len(letters), every):
        if "一" <= letters[at] <= "龥":
            letters[at] = "" if at % 2 else "咔"
    return "".join(letters)


NEXT_YEAR = (
    NOTICE.replace("2027年", "2028年")
    .replace("2026年", "2027年")
    .replace("〔2026〕14", "〔2027〕9")
    .replace("9月23日", "9月18日")
)
SISTER_CITY = (
    NOTICE.replace("济南市", "青岛市").replace("济科字〔2026〕14", "青科字〔2026〕88").replace("9月23日", "9月2日")
)

WHOLE = {
    "site's words": f"{HEADER}\n{NOTICE}\n{FOOTER}",
    "related articles": f"{NOTICE}\n{RELATED}\n{FOOTER}",
    "traditional": f"{HEADER}\n{NOTICE.translate(TRADITIONAL)}",
    "slips": f"{slipped(NOTICE)}\n{FOOTER}",
    "one run": NOTICE.replace("\n", "　"),
}
OTHERS = {
    "next year": (TITLE.replace("2026", "2027"), NEXT_YEAR),
    "sister city": (TITLE.replace("济南市", "青岛市"), f"{SISTER_CITY}\n{FOOTER}"),
    "draft": (f"{TITLE}（征求意见稿）", NOTICE.replace(TITLE, f"{TITLE}（征求意见稿）").replace(f"{NUMBER}\n", "")),
    "second batch": (TITLE.replace("的通知", "（第二批）的通知"), f"{HEADER}\n{NOTICE}"),
}
