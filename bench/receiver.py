"""A webhook on loopback that writes every message it accepts as one JSON line: {"path", "message"}.

python -m bench.receiver --port 8990 --write messages.jsonl
"""

from __future__ import annotations

import argparse
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def main() -> None:
    """Serve until killed."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--port", type=int, required=True)
    ask.add_argument("--write", type=Path, required=True)
    said = ask.parse_args()
    writing = threading.Lock()
    said.write.touch()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with writing, said.write.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"path": self.path, "message": message}, ensure_ascii=False) + "\n")
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet: the messages are in the file."""

    ThreadingHTTPServer(("127.0.0.1", said.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
