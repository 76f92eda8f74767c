"""news-please over a file of URLs, run by a Python that has it: `python news_please.py URLS` prints how many came."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Fetch and extract every URL as its README shows."""
    from newsplease import NewsPlease  # type: ignore[import-not-found]

    # One of its readers would ask for the images of each page, at names that nobody resolves here.
    import_module("newspaper").Article.fetch_images = lambda _: None
    urls = Path(sys.argv[1]).read_text(encoding="utf-8").split()
    found = NewsPlease.from_urls(urls, request_args={"timeout": 30})
    print(len(found), sum(bool(article and article.maintext) for article in found.values()))


if __name__ == "__main__":
    main()
