"""Which publishing system made a list page, by the marks it leaves."""

from __future__ import annotations

import re

_MARKS = (
    ("jpaas", re.compile(r"parseType\s*=\s*[\"']bui?ldstatic|jpaas-publish-server", re.I)),
    ("jpage", re.compile(r"<datastore>|/jpage/\w*dataproxy\.jsp|morecolumndataproxy\.jsp", re.I)),
    ("gkmlpt", re.compile(r"/gkmlpt/|window\._CONFIG\s*=.{0,300}SID", re.I | re.S)),
    (
        "ucap",
        re.compile(r"UCAP-CONTENT|ucap(?:content|-web)|/common/search/[0-9a-f]{32}|createPageHTML\(\s*['\"]", re.I),
    ),
    ("datasource", re.compile(r"\bdata=[\"']datasource:\w+", re.I)),
    ("trs", re.compile(r"createPageHTML\(|TRS_(?:Editor|WCM|UEDITOR)|/images/trs", re.I)),
    ("zblog", re.compile(r"Z-Blog|/zb_(?:system|users)/", re.I)),
    ("wordpress", re.compile(r"/wp-(?:content|includes)/", re.I)),
    ("dedecms", re.compile(r"dede(?:cms|json|ajax)|/plus/list\.php\?tid=", re.I)),
    ("jeecms", re.compile(r"href=[\"'][^\"']+\.jhtml", re.I)),
    ("drupal", re.compile(r"Drupal\.settings|/sites/default/files/", re.I)),
)
_EMPTY = {
    "jpaas": "this page shows no list by itself: its script (hanweb jpaas) fetches it",
    "gkmlpt": "this page shows no list by itself: its script (gkmlpt) fetches it",
    "datasource": "this page shows no list by itself: its script fetches ds_….json, which could not be found",
    "ucap": "this page shows no list by itself: its script (UCAP search) fetches it",
}


def of(text: str) -> str:
    """The family's name; html where no mark is known."""
    return next((name for name, mark in _MARKS if mark.search(text)), "html")


def why_empty(family: str) -> str | None:
    """Why a page of this family may show no list at all."""
    return _EMPTY.get(family)
