"""Sources as TOML: read with the mistake named, written and read back the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders import catalogue, source_file, source_writing
from spiders.catalogue import BadSource, Detail, Fetching, ListPage, Pages, Source

WHOLE = """
schema = 1
id = "qinghe-kjj"
name = "青禾市科技局 通知公告"
level = "city"
region = "370100"
issuer = "青禾市科技局"
every = "6h"
tags = ["科技"]

[[list]]
url = "https://kjj.qinghe.example/tzgg/"
item = "ul.list > li"
title = "a@title | a"
link = "a@href"
date = "span"
date_format = "%Y/%m/%d"

[list.pages]
style = "index_n"
pattern = "index_{n}.html"
start = 1

[detail]
body = ["div.TRS_Editor", "#zoom"]

[fetching]
delay = 5
tls = "legacy"

[fetching.headers]
Referer = "https://kjj.qinghe.example/"
"""
LEAST = 'id = "a"\nname = "A"\n[[list]]\nurl = "https://a.example/"\n'


def put(folder: Path, text: str, name: str = "a.toml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_whole_file_becomes_a_source(tmp_path: Path) -> None:
    read = catalogue.read(put(tmp_path, WHOLE))
    assert (read.id, read.region, read.every_minutes, read.fetching.tls) == ("qinghe-kjj", "370100", 360, "legacy")
    assert read.lists[0].pages == Pages(style="index_n", pattern="index_{n}.html", start=1)
    hints = read.hints(title="题", published=None)
    assert (hints.body, hints.region, hints.title) == (("div.TRS_Editor", "#zoom"), "370100", "题")


@pytest.mark.parametrize(
    ("text", "key", "mend"),
    [
        (LEAST.replace('id = "a"', 'id = "济南"'), "id", "ASCII"),
        (LEAST.replace('id = "a"\n', ""), "id", "is missing"),
        (LEAST.replace("name", "nmae"), "name", "is missing"),
        (LEAST + 'itme = "li"', "list[1].itme", "did you mean item?"),
        (LEAST + 'item = "li["', "list[1].item", "is not a CSS selector"),
        (LEAST + 'item = "//li["', "list[1].item", "is not an XPath"),
        (LEAST + 'title = "a"', "list[1].item", "is missing"),
        (LEAST + 'kind = "jsno"', "list[1].kind", "html, feed"),
        (LEAST.replace("https", "ftp"), "list[1].url", "http"),
        (LEAST + 'include = "("', "list[1].include", "regular expression"),
        (LEAST + '[list.pages]\nstyle = "index_n"', "list[1].pages.pattern", "{n}"),
        (LEAST + '[list.pages]\nstyle = "query"', "list[1].pages.param", "is missing"),
        (LEAST + "[list.pages]\nmax = 0", "list[1].pages.style", "is missing"),
        ('level = "town"\n' + LEAST, "level", "district"),
        ('region = "济南"\n' + LEAST, "region", "370100"),
        ('every = "soon"\n' + LEAST, "every", "6h"),
        ("schema = 9\n" + LEAST, "schema", "newer"),
        ('id = "a"\nname = "A"\n', "list", "[[list]]"),
        (LEAST + "[fetching]\ndelay = -1", "fetching.delay", "0 to 3600"),
        ("id = ", "", "is not TOML"),
    ],
)
def test_a_mistake_is_one_line_with_file_key_and_mend(tmp_path: Path, text: str, key: str, mend: str) -> None:
    file = put(tmp_path, text)
    with pytest.raises(BadSource) as bad:
        catalogue.read(file)
    assert bad.value.key == key
    assert str(file) in str(bad.value)
    assert mend in str(bad.value)
    assert "\n" not in str(bad.value)


def test_one_bad_file_stops_no_other(tmp_path: Path) -> None:
    put(tmp_path, LEAST)
    put(tmp_path, "id = 1", "broken.toml")
    known = catalogue.load(tmp_path)
    assert known.find("a").own
    assert [bad.file.name for bad in known.broken] == ["broken.toml"]
    with pytest.raises(BadSource):
        known.find("broken")


def test_two_files_with_one_id_are_a_mistake_of_the_second(tmp_path: Path) -> None:
    put(tmp_path, LEAST, "a.toml")
    put(tmp_path, LEAST, "b.toml")
    assert [(bad.file.name, bad.key) for bad in catalogue.load(tmp_path).broken] == [("b.toml", "id")]


def test_the_users_source_wins_over_the_shipped_one(tmp_path: Path) -> None:
    shipped = catalogue.load(None).sources[0]
    catalogue.write(replace(shipped, name="mine"), tmp_path)
    found = catalogue.load(tmp_path).find(shipped.id)
    assert (found.name, found.own) == ("mine", True)


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    known = catalogue.Catalogue(sources=(_source("qinghe-kjj"),), broken=[])
    with pytest.raises(catalogue.UnknownSource, match="did you mean qinghe-kjj"):
        known.find("qinghe-kj")


def test_the_shipped_catalogue_can_be_used_whole() -> None:
    known = catalogue.load(None)
    assert known.broken == []
    assert len(known.sources) >= 60
    assert {source.id for source in catalogue.select(known.sources, region="370100")} >= {"zc-370102", "zc-370112"}
    assert all(source.basis and source.file and source.file.stem == source.id for source in known.sources)


def test_one_source_is_read_without_the_others() -> None:
    known = catalogue.load(None, only=["zc-370102"])
    assert [source.id for source in known.sources] == ["zc-370102"]
    assert len(known.unread) > 300
    with pytest.raises(catalogue.UnknownSource, match="did you mean zc-370103"):
        known.find("zc-3701033")


def test_a_pattern_and_a_topic_choose_several() -> None:
    known = catalogue.load(None)
    districts = {source.id for source in known.matching("zc-3701*")}
    assert districts >= {"zc-370102", "zc-370126"}
    assert {source.region for source in catalogue.select(known.sources, topic="济南市商河县")} == {"370126"}
    assert {"caam-zcfg"} <= {source.id for source in catalogue.select(known.sources, topic="汽车")}
    with pytest.raises(catalogue.UnknownSource, match="no source fits 'zz"):
        known.matching("zz-*")


def test_what_lies_above_a_place_is_chosen_on_request() -> None:
    known = catalogue.load(None)
    regions = {source.region for source in catalogue.select(known.sources, region="370100", higher=True)}
    assert {"370100", "370102", "370000", "000000"} <= regions
    assert not {"330000", "371000", None} & regions


def test_a_written_source_reads_back_the_same(tmp_path: Path) -> None:
    source = replace(catalogue.read(put(tmp_path, WHOLE)), file=None)
    file = catalogue.write(source, tmp_path / "own")
    assert replace(catalogue.read(file), file=None) == source
    assert [each.name for each in (tmp_path / "own").iterdir()] == ["qinghe-kjj.toml"]


def test_a_source_that_could_not_be_read_again_changes_nothing(tmp_path: Path) -> None:
    catalogue.write(_source("a"), tmp_path)
    before = (tmp_path / "a.toml").read_bytes()
    with pytest.raises(BadSource):
        catalogue.write(replace(_source("a"), region="nowhere"), tmp_path)
    assert (tmp_path / "a.toml").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.strip).filter(bool)


@given(name=TEXT, issuer=TEXT, tags=st.lists(TEXT, max_size=3), regex=TEXT, header=TEXT)
def test_any_text_survives_the_file(name: str, issuer: str, tags: list[str], regex: str, header: str) -> None:
    import re
    import tomllib

    source = Source(
        id="a",
        name=name,
        issuer=issuer,
        tags=tuple(tags),
        lists=(ListPage(url="https://a.example/", include=re.escape(regex).strip() or None),),
        detail=Detail(encoding="gbk", attachments_text=False),
        fetching=Fetching(headers=((header, name),)),
    )
    again = source_file.source(tomllib.loads(source_writing.written(source)), Path("a.toml"))
    assert replace(again, file=None) == source


def _source(id: str) -> Source:
    return Source(id=id, name=id, lists=(ListPage(url="https://a.example/"),))
