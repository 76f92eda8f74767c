"""`python -m bench NAME …` runs the benchmark of that name; without a name it lists them."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench

HIDDEN = {  # parts of others
    "__main__",
    "asking",
    "bare",
    "filling",
    "loopback",
    "measuring",
    "news_please",
    "peers",
    "real_run",
    "receiver",
    "releases",
    "varied",
}


def main() -> int:
    """Run one benchmark; its exit code is ours."""
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in HIDDEN)
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        print("usage: python -m bench NAME [OPTION…]\n\n" + "\n".join(names), file=sys.stderr)
        return 2
    module = importlib.import_module(f"bench.{sys.argv.pop(1)}")
    result = module.main()
    return int(result or 0)


if __name__ == "__main__":
    sys.exit(main())
