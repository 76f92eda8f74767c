"""What kind of file these bytes are: by themselves first, by their name where they do not say."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from extract.attachments.limits import ENCRYPTED, Refused
from extract.attachments.packed import Packed

_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
_STREAMS = (  # what an old Office file holds, most telling first
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
    ("Book\x00", "xls"),  # of 1995
)
_MEMBERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("OFD.xml", "ofd"))
_HTML = re.compile(rb"<(?:!doctype\s+html|html|body|table|head)\b", re.I)
_PLAIN = frozenset(["txt", "csv", "xml"])


def recognised(name: str, said: str, data: bytes) -> str:
    """The kind of the bytes; raises Refused for a file behind a password."""
    head = data[:1024].lstrip()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _packed(data)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return _ole(data) if kind == "ole" else kind
    # UTF-16 spells every other byte.
    if _HTML.search(data[:4096].replace(b"\x00", b"")):
        return "html"
    named = said.lower() or PurePosixPath(name).suffix.lower().lstrip(".")
    if named in _PLAIN or not _is_binary(data):
        return "txt"
    return named or "unknown"


def _packed(data: bytes) -> str:
    names = Packed(data).names
    for start, kind in _MEMBERS:
        if any(name.startswith(start) for name in names):
            return kind
    return "zip"


def _ole(data: bytes) -> str:
    for stream, kind in _STREAMS:
        if stream.encode("utf-16-le") in data:
            if kind == "encrypted":
                raise Refused(ENCRYPTED)
            return kind
    return "ole"


def _is_binary(data: bytes) -> bool:
    return b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
