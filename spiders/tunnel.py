"""The only way out for the browser: a proxy on loopback that looks at an address and connects to that very address."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from urllib.parse import urlsplit

from spiders import guard

HEAD = 64 * 1024  # bytes of a request's head
IDLE = 30.0  # seconds without a byte in either direction
_REFUSED = b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_NO_WAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_OPEN = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Tunnel:
    """Carries what a browser asks for; nothing private, nothing endless."""

    def __init__(self, *, allow_private: bool, largest: int) -> None:
        self._allow_private, self._largest = allow_private, largest
        self._server: asyncio.Server | None = None
        self.refused: dict[str, str] = {}  # host -> its private address

    async def open(self) -> str:
        """Begin to listen; the proxy's address."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=HEAD)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Listen no longer."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE)
            await self._carry(head, reader, writer)
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the browser says what did not come
        finally:
            await _ended(writer)

    async def _carry(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, _, headers = head.partition(b"\r\n")
        method, target, _ = line.decode("latin-1").split(" ", 2)
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        host, port = parts.hostname or "", parts.port or 80
        address = await self._address(host, port)
        if address is None:
            writer.write(_REFUSED if host in self.refused else _NO_WAY)
            return
        try:
            there, out = await asyncio.wait_for(asyncio.open_connection(address, port), IDLE)
        except (OSError, TimeoutError):
            writer.write(_NO_WAY)
            return
        try:
            if method == "CONNECT":
                writer.write(_OPEN)
            else:
                path = parts._replace(scheme="", netloc="").geturl() or "/"
                out.write(f"{method} {path} HTTP/1.1\r\n".encode("latin-1") + _own(headers))
            await _both(self._pipe(reader, out), self._pipe(there, writer))
        finally:
            await _ended(out)

    async def _address(self, host: str, port: int) -> str | None:
        """The address to connect to; None where there is none that may be asked."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(guard.literal(host) or host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return None
        addresses = [str(each[4][0]) for each in found]
        usable = [each for each in addresses if self._allow_private or guard.is_public(each)]
        if addresses and not usable:
            self.refused[host] = addresses[0]
        return usable[0] if usable else None

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carried = 0
        while carried <= self._largest and (some := await asyncio.wait_for(reader.read(HEAD), IDLE)):
            carried += len(some)
            writer.write(some)
            await writer.drain()


async def _both(up: object, down: object) -> None:
    """Carry until the answer has ended; what is still sent then interests nobody."""
    sending, answering = asyncio.ensure_future(up), asyncio.ensure_future(down)  # type: ignore[call-overload]
    try:
        await answering
    finally:
        sending.cancel()
        with suppress(asyncio.CancelledError, OSError, TimeoutError):
            await sending


async def _ended(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


def _own(headers: bytes) -> bytes:
    """The request's headers without those meant for the proxy; one request per connection."""
    kept = [
        line
        for line in headers.split(b"\r\n")
        if line and not line.lower().startswith((b"proxy-", b"connection:", b"keep-alive:"))
    ]
    return b"\r\n".join([*kept, b"Connection: close", b"", b""])
