#!/usr/bin/env bash
# The main job on real captured pages, from nothing to quiet: three sites on loopback, three rounds, every promise counted.
#
#     bench/real_run.sh [SHARED]        SHARED holds corpora/ and tools/; ../shared by default
set -euo pipefail
cd "$(dirname "$0")/.."
shared=$(cd "${1:-../shared}" && pwd)
python=${PYTHON:-.venv/bin/python}
work=$(mktemp -d)
port=${PORT:-8900}

"$python" "$shared/tools/replay.py" "$shared/corpora/gov_cn_real" "$shared/corpora/gne_zh" "$shared/corpora/seeds" \
  --port "$port" --start 3 >"$work/sites.tsv" &
sites=$!
"$python" -m bench.receiver --port $((port + 90)) --write "$work/messages.jsonl" &
receiver=$!
trap 'kill "$sites" "$receiver" 2>/dev/null || true; rm -rf "$work"' EXIT

export POLICYWATCH_DB="$work/archive.db" POLICYWATCH_SOURCES="$work/sources"
export POLICYWATCH_ALLOW_PRIVATE=1 POLICYWATCH_DELAY="${POLICYWATCH_DELAY:-0.05}"
"$python" -m bench.real_run --sites "$work/sites.tsv" --messages "$work/messages.jsonl" --receiver $((port + 90))
