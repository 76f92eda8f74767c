"""Scrapy's settings for every crawl, also those that `scrapy crawl` starts: polite, bounded, closed to the inside.

With cli.py and the packages' commands.py this is the only module that reads `POLICYWATCH_*` variables.
"""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version

try:
    _VERSION = version("policywatch")
except PackageNotFoundError:  # a checkout that was never installed
    _VERSION = "0"


def _seconds(text: str | None, otherwise: float) -> float:
    try:
        return min(max(float(text or ""), 0.0), 3600.0)
    except ValueError:
        return otherwise


_contact = " ".join(os.environ.get("POLICYWATCH_CONTACT", "").split())
_delay = os.environ.get("POLICYWATCH_DELAY")

# Ours, beside Scrapy's names.
POLICYWATCH_ALLOW_PRIVATE = os.environ.get("POLICYWATCH_ALLOW_PRIVATE") == "1"
DOWNLOAD_DELAY_SAID = _delay is not None  # the operator's word then outranks a source's own delay
POLICYWATCH_CHROMIUM = os.environ.get("POLICYWATCH_CHROMIUM")  # the browser for fetch = "browser"
POLICYWATCH_DB = os.environ.get("POLICYWATCH_DB")
POLICYWATCH_SOURCES = os.environ.get("POLICYWATCH_SOURCES")

BOT_NAME = "policywatch"
USER_AGENT = f"policywatch/{_VERSION} (+{_contact})" if _contact else f"policywatch/{_VERSION}"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.6",
}

SPIDER_LOADER_CLASS = "spiders.loader.CatalogueLoader"
SPIDER_MODULES: list[str] = []

# Politeness: one request at a time and host, two seconds apart, more or less.
DOWNLOAD_DELAY = _seconds(_delay, 2.0)
DOWNLOAD_DELAY_JITTER = 0.25
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the run's outcome says it, in words
ROBOTSTXT_OBEY = True  # by spiders.robots, which remembers them and heeds Crawl-delay
ROBOTSTXT_USER_AGENT = "policywatch"

# Bounds.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 8
METAREFRESH_MAXDELAY = 5  # a page that reloads itself every minute is not a redirect
DNS_TIMEOUT = 10
REACTOR_THREADPOOL_MAXSIZE = 20

# Closed to the inside: no private addresses, no files, no doors of our own.
TWISTED_DNS_RESOLVER = "spiders.resolving.PublicResolver"
DOWNLOAD_HANDLERS = {
    "https": "spiders.tls.TlsDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
HTTPPROXY_ENABLED = False  # a proxy resolves names behind the guard's back
REMOTE_CONTROL_ENABLED = False  # runs Python for whoever holds its token
TELNETCONSOLE_ENABLED = False
EXTENSIONS = {  # not even loaded: with them come aiohttp and twisted.conch, a quarter of a second of every round
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
}
HTTPCACHE_ENABLED = False
COOKIES_ENABLED = True  # one jar per source

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,  # nobody reads them
    "spiders.robots.RobotsMiddleware": 100,
    "spiders.patience.PatientRetryMiddleware": 550,
    "spiders.guard.GuardMiddleware": 560,  # nearer to the network than retrying: what is refused is not asked again
    "spiders.refreshing.RefreshMiddleware": 580,
    "spiders.jars.JarMiddleware": 700,
    "spiders.patience.SlotMiddleware": 990,
}

LOG_LEVEL = "WARNING"
LOG_VERSIONS: list[str] = []  # naming them costs half a second
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
MEMUSAGE_ENABLED = False
