"""The same notice in every markup, below every kind of head, in every kind of page: read whole, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import pytest

from extract import reading
from extract.page import Page

Write = Callable[[Sequence[str]], str]

TITLE = "关于组织申报2026年度科技创新券的通知"
NOTICE = (
    "各区县科技局，各有关单位：",
    "根据《云栖市科技计划管理办法》（云科发〔2024〕15号）要求，现就组织申报2026年度科技创新券有关事项通知如下。",
    "一、支持对象",
    "在本市注册、具有独立法人资格的科技型中小企业，上年度研发费用占比不低于百分之三。",
    "二、支持标准",
    "每家企业每年最高可申领20万元，按照合同实际支付额的50%给予后补助支持。",
    "三、申报时间",
    "请于2026年12月15日前登录系统提交申请，逾期不予受理。",
    "联系人：李四，电话：0571-88001234。",
    "附件：1.申报书",
    "云栖市科学技术局",
    "2026年11月18日",
)
MARKUP: dict[str, Write] = {
    "p": lambda lines: "".join(f"<p>{line}</p>" for line in lines),
    "spans": lambda lines: "".join(f"<p><span>{line[:5]}</span><span>{line[5:]}</span></p>" for line in lines),
    "div": lambda lines: "".join(f"<div>{line}</div>" for line in lines),
    "br": lambda lines: "　　" + "<br/>　　".join(lines),
    "two br": lambda lines: f"<p>{'<br><br>'.join(lines)}</p>",
    "section": lambda lines: "".join(f"<section><section><p>{line}</p></section></section>" for line in lines),
    "cell": lambda lines: f"<table><tr><td>{''.join(f'<p>{line}</p>' for line in lines)}</td></tr></table>",
    "blanks": lambda lines: "".join(f"<p>&nbsp;&nbsp;&nbsp;&nbsp;{line}</p><p>&nbsp;</p>" for line in lines),
}
HEADS = (
    "发布时间：2026-11-20 来源：市科技局 浏览次数：<span>12</span>",
    "<span>2026-11-20</span><span>来源：市科技局</span><span>字体：[<a href=#>大</a> <a href=#>小</a>]</span>",
    "日期：2026年11月20日　信息来源：市科技局",
    "2026-11-20 16:32:08",
    "【发布日期：2026-11-20】【作者：科技局】",
    "更新时间：2026/11/20 10:00 点击：33",
)
NEWS = "".join(f'<li><a href="/h{n}.html">市长调研第{n}批重点项目建设并召开现场会</a></li>' for n in range(5))
FILE = '<p>附件：<a href="/f/1.docx">1.申报书.docx</a></p>'
PAGES: dict[str, Callable[[str, str], str]] = {
    "bare": lambda head, body: (
        f"<div><a href=/>首页</a></div><h1>{TITLE}</h1><div>{head}</div><div class=k1>{body}</div>{FILE}"
        "<div>主办：云栖市科技局 ICP备05000001号</div>"
    ),
    "columns": lambda head, body: (
        f"<div><a href=/>首页</a></div><div><div class=l><div class=tit>{TITLE}</div><p>{head}</p>"
        f"<div>{body}{FILE}</div>"
        "<p>分享到：<a href=#>微信</a></p><p><a href=#>【打印】</a><a href=#>【关闭】</a></p></div>"
        f"<div class=r><h3>热点</h3><ul>{NEWS}</ul></div></div><div>版权所有 云栖市</div>"
    ),
    "tables": lambda head, body: (
        f"<table><tr><td><a href=/>首页</a></td></tr></table><table><tr><td width=180><ul>{NEWS}</ul></td><td><table>"
        f"<tr><td align=center><b>{TITLE}</b></td></tr><tr><td align=center>{head}</td></tr>"
        f"<tr><td>{body}{FILE}</td></tr></table></td></tr></table><table><tr><td>技术支持：某某网络</td></tr></table>"
    ),
    "hacked": lambda head, body: (
        f'<h1>{TITLE}</h1><p>{head}</p><div id=content>{body}<div style="display:none"><a href="http://x9.top">时时彩平台'
        f'</a>北京赛车投注</div></div>{FILE}<p><a href="http://ag88.vip">AG真人官网</a></p>'
    ),
}
SHORT = {
    "a sentence": ("明日人民路停水，请周知。",),
    "two sentences": ("因管道维修，明日人民路停水。", "不便之处，敬请谅解。"),
    "a letter": ("各县区人社局：", "现就做好评审工作通知如下。", "一、费用按规定收取。", "云栖市人力资源和社会保障局"),
    "papers to bring": ("办理材料如下：", "1.身份证原件", "2.一寸照片1张", "3.居住证明"),
    "names": ("拟录用人员名单", "张三 男 本科", "李四 女 硕士", "王五 男 本科"),
}


def page(name: str, head: str, body: str) -> Page:
    markup = f"<html><head><title>{TITLE}_云栖市科学技术局</title></head><body>{PAGES[name](head, body)}</body></html>"
    return Page(body=markup.encode(), url="https://kjj.yunqi.example/z/1.html")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("markup", MARKUP)
def test_a_notice_is_read_whole_with_its_days_and_its_file(markup: str, name: str) -> None:
    for head in HEADS:
        found = reading.read(page(name, head, MARKUP[markup](NOTICE)))
        lines = [line for line in found.text.split("\n") if "1.申报书.docx" not in line]
        assert lines == list(NOTICE)
        assert found.title == TITLE
        assert (str(found.published), str(found.signed), str(found.deadline)) == (
            "2026-11-20",
            "2026-11-18",
            "2026-12-15",
        )
        assert [file.url.rpartition("/")[2] for file in found.attachments] == ["1.docx"]


@pytest.mark.parametrize(("kind", "markup"), list(product(SHORT, MARKUP)))
def test_a_short_one_is_read_whole(kind: str, markup: str) -> None:
    for name in PAGES:
        found = reading.read(page(name, HEADS[3], MARKUP[markup](SHORT[kind])))
        lines = [line for line in found.text.split("\n") if "1.申报书.docx" not in line]
        assert lines == list(SHORT[kind])
        assert (found.title, str(found.published)) == (TITLE, "2026-11-20")
