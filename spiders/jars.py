"""Cookies, one jar per source, judged without asking anybody else."""

from __future__ import annotations

from scrapy.downloadermiddlewares import cookies
from tldextract import TLDExtract

# Scrapy's own would download the list of public suffixes from elsewhere with the first cookie of every process.
cookies._split_domain = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class JarMiddleware(cookies.CookiesMiddleware):
    """Scrapy's, with the public suffixes that were installed beside it."""
