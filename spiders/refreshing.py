"""Pages that send browsers on by a refresh in their head."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Response

_HEAD = 4 * 4096  # bytes: Scrapy looks at 4,096 characters


class RefreshMiddleware(MetaRefreshMiddleware):
    """Scrapy's, for pages whose head may hold a refresh: to know that it holds none Scrapy decodes the whole page."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        if not _may_refresh(response.body[:_HEAD].lower()):
            return response
        redirected: Request | Response = super().process_response(request, response)
        return redirected


def _may_refresh(head: bytes) -> bool:
    # With references (&#114;) or two bytes to a letter the word may hide.
    return b"refresh" in head or b"&#" in head or b"\x00" in head
