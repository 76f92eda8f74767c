"""Static sites on loopback addresses, served by nginx because it costs next to nothing; every request is logged."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_CONFIG = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
  log_format short '$server_addr $request_method $uri $status';
  access_log {folder}/access.log short;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  types {{ text/html html; text/plain txt; application/xml xml; }}
  default_type text/html;
  keepalive_requests 100000;
  open_file_cache max=10000; tcp_nodelay on;
{servers}
}}
"""
_SERVER = "  server {{ listen {address}:{port} backlog=1024; root {root}; {more} }}"


class Served:
    """Sites that are being served."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self._log = port, log

    def url(self, address: str, path: str = "/") -> str:
        return f"http://{address}:{self.port}{path}"

    def requests(self) -> list[tuple[str, str, int]]:
        """What was asked since the last call: address, path and status of each request."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        self._log.open("w").close()  # nginx appends, wherever the file ends
        return [(address, path, int(status)) for address, _, path, status in (line.split(" ") for line in lines)]


@contextmanager
def serve(folder: Path, roots: Mapping[str, Path], *, validators: bool = True) -> Iterator[Served]:
    """Serve each root under its loopback address, all on one free port; ends the bench where nginx is missing."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if nginx is None:
        sys.exit("this benchmark needs nginx as its server: apt-get install nginx-light")
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    more = "" if validators else "etag off; if_modified_since off; add_header Last-Modified '';"
    servers = "\n".join(
        _SERVER.format(address=address, port=port, root=root, more=more) for address, root in roots.items()
    )
    config = folder / "nginx.conf"
    config.write_text(_CONFIG.format(folder=folder, servers=servers), encoding="utf-8")
    process = subprocess.Popen([nginx, "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(next(iter(roots)), port, process)
        yield Served(port, folder / "access.log")
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str, port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex((address, port)) == 0:
                return
        time.sleep(0.05)
    sys.exit("nginx did not start; look into the error.log beside its nginx.conf")
