"""Imported by the process that readers are forked from: what is loaded here, no reader has to load again."""

from __future__ import annotations

import contextlib
import gc

from extract import reading
from extract.page import Page
from store import documents

_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于开展工作的通知</title></head><body>
<h1>关于开展工作的通知</h1><div>发布日期：2026-09-24</div><div class="article"><p>各区县科技局：</p>
<p>为做好本年度工作，请各单位于2026年10月20日前报送材料。联系电话：0531-00000000。</p><p>济南市科学技术局</p></div>
</body></html>"""

# Whatever is wrong with reading is said by the pages it is wrong with: here it would keep readers from starting at all.
with contextlib.suppress(Exception):
    documents.prepared(reading.read(Page(body=_PAGE.encode(), url="http://localhost/")))

gc.freeze()  # nobody need look through it again, neither a reader nor this process at its end
