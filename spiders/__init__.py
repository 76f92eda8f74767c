"""How a site is reached: sources, crawl rounds, health."""
