"""A whole round over a list that its page fetches by script."""

from __future__ import annotations

import json
from pathlib import Path

import lxml.html
import pytest

from spiders import scripted
from tests.spiders import site as sites
from tests.spiders.crawling import House
from tests.spiders.site import Reply

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
FRAME = f"""<html><body><ul><li><a href="/a/">首页</a></li><li><a href="/b/">服务</a></li></ul>
<script parseType="buildstatic" url="{UNIT}" querydata="{{'webId':'w','tagId':'list'}}"></script></body></html>"""


def unit(numbers: list[int]) -> Reply:
    """What the script gets: JSON around a piece of HTML."""
    rows = "".join(
        f'<li><a href="/art/{n}.html">关于第{n}批创新券申领工作的通知</a><span>2026-09-24</span></li>' for n in numbers
    )
    said = {"success": True, "data": {"html": f"<ul>{rows}</ul>"}}
    return Reply(body=json.dumps(said).encode(), kind="application/json")


def test_the_fetched_list_is_followed_though_its_frame_never_changes(tmp_path: Path) -> None:
    house = House(tmp_path)
    with sites.serve() as site:
        (house.sources / "kjj.toml").write_text(
            f'id = "kjj"\nname = "科技局"\n[[list]]\nurl = "{site.url}/col/1/index.html"\n', encoding="utf-8"
        )
        site.replies["/col/1/index.html"] = Reply(body=FRAME.encode())
        site.replies |= {f"/art/{n}.html": sites.release(n) for n in (1, 2, 3)}
        site.replies[f"{UNIT}?webId=w&tagId=list"] = unit([2, 1])
        first = house.run("crawl", "kjj", "--json").by_source["kjj"]
        site.replies[f"{UNIT}?webId=w&tagId=list"] = unit([3, 2, 1])
        second = house.run("crawl", "kjj", "--json").by_source["kjj"]
    assert (first["outcome"], first["listed"], first["new"]) == ("news", 2, 2)
    assert (second["outcome"], second["listed"], second["fetched"], second["new"]) == ("news", 3, 1, 1)


@pytest.mark.parametrize("written", ["onclick", "onClick", "ONCLICK"])
def test_a_handler_is_read_however_its_name_is_written(written: str) -> None:
    text = f"""<dl><dt>24</dt><dd {written}="window.open('show.asp?id=7')">关于第7批创新券申领工作的通知</dd></dl>"""
    tree = lxml.html.fromstring(text)
    scripted.reveal(tree, text)
    assert tree.xpath("//dd/a/@href") == ["show.asp?id=7"]
