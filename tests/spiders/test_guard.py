"""What must not be asked, and what must not be taken for a page."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from spiders import guard, judging
from spiders.answer import Answer, Trouble
from spiders.judging import Lost, Means
from store.health import Cause
from store.runs import Outcome, Tally
from tests.spiders import site as sites
from tests.spiders.crawling import House

URL = "http://kjj.example.gov.cn/art/1.html"
LONG = "<p>" + "各区县科技局：为做好本年度创新券工作，请于十月二十日前报送材料。" * 30 + "</p>"


def came(body: str = "", status: int = 200, kind: str = "text/html", url: str = URL) -> Answer:
    return Answer(url=URL, final_url=url, status=status, headers={"content-type": kind}, body=body.encode())


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://10.0.0.8/",
        "http://192.168.1.1:8080/x",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fd00::1]/",
        "http://localhost/",
        "http://metadata.google.internal/",
        "file:///etc/passwd",
        "ftp://example.com/",
    ],
)
def test_an_address_inside_is_refused_however_it_is_spelled(url: str) -> None:
    assert guard.refusal(url) is not None


@pytest.mark.parametrize(
    "url", ["http://www.jinan.gov.cn/", "https://8.8.8.8/", "http://[2400:3200::1]/", "http://12306.cn/"]
)
def test_an_address_outside_is_not(url: str) -> None:
    assert guard.refusal(url) is None


def test_nothing_private_is_asked_without_the_operators_word(tmp_path: Path) -> None:
    house = House(tmp_path, {"POLICYWATCH_DELAY": "0"})
    with sites.serve() as site:
        house.source("inside", f"{site.url}/list.html")
        ended = house.run("crawl", "inside", "--json")
        assert site.log == []
    row = ended.by_source["inside"]
    assert (ended.code, row["outcome"]) == (1, "broken")
    assert "POLICYWATCH_ALLOW_PRIVATE=1" in row["reason"]


def test_a_name_that_leads_inside_is_refused_by_the_resolver(tmp_path: Path) -> None:
    name = socket.gethostname()
    try:
        if guard.is_public(socket.gethostbyname(name)):
            pytest.skip("this machine's own name is public")
    except OSError:
        pytest.skip("this machine's own name cannot be resolved")
    code = f"from spiders import probe; print(*(a.trouble for a in probe.fetch(['http://{name}/'], timeout=5)))"
    environment = House(tmp_path, {}).environment
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == Trouble.PRIVATE


@pytest.mark.parametrize(
    ("answer", "sign"),
    [
        (came(status=412), "412"),
        (came(status=521), "521"),
        (came(status=403), "403"),
        (came(status=429), "429"),
        (came("<script>$_ts=window['$_ts'];</script>"), "$_ts"),
        (came("<script>document.cookie='__jsl_clearance=1';location.href='/'</script>"), "__jsl"),
        (came("<script>var arg1='acw_sc__v2'</script>"), "acw_sc"),
        (came("<title>安全验证</title><div id=captcha></div>"), "安全验证"),
        (came("<title>Just a moment...</title>"), "Just a moment"),
        (came("<body>请稍候……</body>"), "请稍候"),
        (came("<body>请开启JavaScript并刷新该页</body>"), "请开启JavaScript"),
        (came("<script src=/probe.js></script>", status=202), "probe.js"),
    ],
)
def test_a_challenge_is_recognised(answer: Answer, sign: str) -> None:
    why = guard.blocked(answer)
    assert why is not None
    assert sign in why


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>关于登录增加安全验证的通知</h1>{LONG}",
        f"<script>document.cookie='visited=1'</script>{LONG}",
        f"<script>var wzws_sessionid=''</script>{LONG}",
        "<h1>短通知</h1><p>明日休会。</p>",
        "<h1>公告</h1><p>下列文件已失效，内容已删除：济政发〔2012〕3号。</p>",
        "<h1>通知</h1><p>" + "各单位正在检测的设备，请于本周五前完成并报送结果，逾期不再受理。" * 6 + "</p>",
        "<script>document.cookie='seen=1'</script><h1>通知</h1><p>因设备检修，明日上午办事大厅暂停对外服务，请各单位合理安排时间，谅解为盼。</p>",
    ],
)
def test_a_page_about_challenges_is_a_page(body: str) -> None:
    assert guard.blocked(came(body)) is None
    assert judging.detail(came(body)).means is Means.PAGE


@pytest.mark.parametrize(
    "body",
    [
        "<title>404</title>",
        "<title>404 - 找不到文件或目录。</title><p>404 Not Found</p>",
        "<title>济南市科技局</title><p>您访问的页面不存在或已删除</p>",
        "<title>页面不存在</title>",
        "<title>提示</title><p>该文章已被删除</p>",
    ],
)
def test_a_soft_404_is_gone(body: str) -> None:
    assert judging.detail(came(body)).means is Means.GONE


def test_a_release_that_mentions_deleted_pages_is_not_gone() -> None:
    assert (
        judging.detail(came(f"<h1>关于页面不存在问题的整改通知</h1><p>页面不存在的，应当整改。</p>{LONG}")).means
        is Means.PAGE
    )


@pytest.mark.parametrize(
    ("body", "kind", "url", "expected"),
    [
        (b"%PDF-1.7", "text/html", "http://a.cn/1.html", "pdf"),
        (b"PK\x03\x04..", "application/octet-stream", "http://a.cn/%E9%80%9A%E7%9F%A5.docx", "docx"),
        (b"PK\x03\x04..", "application/octet-stream", "http://a.cn/x.ofd", "ofd"),
        (b"\xd0\xcf\x11\xe0", "application/msword", "http://a.cn/x.doc", "doc"),
        (b"\xd0\xcf\x11\xe0", "application/octet-stream", "http://a.cn/x.wps", "wps"),
        (b"\x89PNG\r\n", "image/png", "http://a.cn/x.png", "png"),
        (b"<html>", "application/octet-stream", "http://a.cn/x.pdf", None),
        (b"plain words", "text/plain", "http://a.cn/x.pdf", None),
    ],
)
def test_a_file_is_known_by_its_bytes_before_its_name(body: bytes, kind: str, url: str, expected: str | None) -> None:
    answer = Answer(url=url, final_url=url, status=200, headers={"content-type": kind}, body=body)
    assert judging.file_kind(answer) == expected


def test_a_file_name_comes_out_of_the_header() -> None:
    header = "attachment; filename*=UTF-8''%E9%80%9A%E7%9F%A5.pdf"
    answer = Answer(url=URL, final_url=URL, status=200, headers={"content-disposition": header}, body=b"%PDF-")
    assert judging.file_name(answer) == "通知.pdf"


def test_news_from_one_list_does_not_hide_that_another_is_dead() -> None:
    problem = judging.Problem(outcome=Outcome.BROKEN, reason="http://a.cn/: HTTP 500")
    tally = Tally(listed=3, fetched=3, new=3)
    assert judging.outcome(tally, [problem], Lost(), first_tries=3)[0] is Outcome.BROKEN


def test_a_round_whose_pages_are_all_refused_is_blocked() -> None:
    refused = ("http://a.cn/1: HTTP 412",) * 2
    outcome, reason = judging.outcome(Tally(fetched=2, failed=2), [], Lost(refused=refused), first_tries=2)
    assert outcome is Outcome.BLOCKED
    assert "HTTP 412" in reason


def test_one_withdrawn_page_or_one_that_fails_again_does_not_break_its_source() -> None:
    one = Tally(fetched=1, failed=1)
    assert judging.outcome(one, [], Lost(gone=("x",)), first_tries=1)[0] is Outcome.QUIET
    assert judging.outcome(one, [], Lost(failed=("x",)), first_tries=0)[0] is Outcome.QUIET
    assert judging.outcome(one, [], Lost(failed=("x",)), first_tries=1)[0] is Outcome.BROKEN


def test_several_pages_that_all_fail_again_break_it() -> None:
    lost = Lost(failed=("x",) * 3)
    assert judging.outcome(Tally(fetched=3, failed=3), [], lost, first_tries=0)[0] is Outcome.BROKEN


@pytest.mark.parametrize(
    "said",
    [
        "网站升级维护中，请稍后访问。",
        "尊敬的用户：本站系统正在升级改造，暂时无法访问，给您带来不便敬请谅解！",
        "系统维护，敬请期待",
        "This site is down for maintenance.",
    ],
)
def test_a_site_under_maintenance_was_neither_redesigned_nor_revised(said: str) -> None:
    page = came(f"<html><head><title>提示</title></head><body><div>{said}</div></body></html>")
    assert judging.detail(page).means is Means.FAILED
    problem = judging.list_problem(page)
    assert problem is not None
    assert (problem.outcome, problem.cause) == (Outcome.BROKEN, Cause.SERVER)
    assert "under maintenance" in problem.reason


def test_a_release_about_maintenance_is_a_release() -> None:
    links = "".join(f'<a href="/{n}/">栏目</a>' for n in range(6))
    notice = f"<title>关于系统维护的通知</title>{links}<p>申报系统升级维护期间暂停服务，请合理安排申报时间。</p>"
    long = f"<title>关于系统维护的通知</title><p>网站升级维护中。</p>{LONG}"
    assert {judging.detail(came(body)).means for body in (notice, long)} == {Means.PAGE}
    asked = "<p>关于征集数据系统维护单位的公告：现面向社会征集政务网站维护单位，请于十月二十日前报名。</p>"
    assert judging.detail(came(asked)).means is Means.PAGE
