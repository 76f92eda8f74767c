"""What the tests let arrive."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from extract.document import Document
from store.documents import Arrival

NOW = datetime(2026, 9, 24, 2, 30, tzinfo=UTC)
DAY = date(2026, 9, 23)
TEXT = (
    "各区县科技局，各有关单位：\n"
    "为进一步激发企业创新活力，现将2026年度科技创新券申领的有关事项通知如下：\n"
    "一、申领对象为在本市注册的科技型中小企业。二、每家企业每年申领额度不超过十万元。"
)
OTHER = (
    "现就做好今年秋季农村公路养护工作通知如下，请认真组织实施：\n"
    "一、加强巡查，及时处置坑槽和塌方。二、落实责任，每季度报送一次养护台账。三、确保国庆期间道路畅通。"
)


def arrival(
    url: str = "https://kjj.jinan.gov.cn/art/2026/9/23/art_1_2.html",
    *,
    source: str | None = "jinan-kjj",
    text: str = TEXT,
    title: str = "关于申领科技创新券的通知",
    seen_at: datetime = NOW,
    published: date | None = DAY,
    said: dict[str, Any] | None = None,
    **how: Any,
) -> Arrival:
    document = Document(url=url, title=title, text=text, published=published, **(said or {}))
    return Arrival(document=document, url=url, source=source, seen_at=seen_at, **how)
