"""Files packed in a file: nothing is inflated before the whole is known to be harmless."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cached_property, partial

from lxml import etree

from extract.attachments.limits import (
    ENCRYPTED,
    INFLATED,
    MEMBERS,
    RATIO,
    SUSPICIOUS,
    Reading,
    Refused,
    collected,
    damaged,
    too_large,
)

_ENCRYPTED = 0x1
_UTF8 = 0x800
_PIECE = 64 * 1024


class Packed:
    """A ZIP whose members may be read; raises Refused where they may not."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as wrong:
            raise Refused(damaged(wrong)) from wrong
        members = self._zip.infolist()
        inflated = sum(member.file_size for member in members)
        if len(members) > MEMBERS:
            raise too_large(f"{len(members):,} files packed in it")
        if inflated > INFLATED:
            raise too_large(f"{inflated:,} bytes when unpacked")
        if inflated > SUSPICIOUS and inflated > RATIO * len(data):
            raise too_large(f"packed {inflated // len(data):,} times")
        self._members = {_name(member): member for member in members if not member.is_dir()}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The members' paths, in the order they were packed."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """A member's bytes; raises KeyError where there is none, Refused where it is behind a password."""
        member = self._members[name]
        if member.flag_bits & _ENCRYPTED:
            raise Refused(ENCRYPTED)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("not read: packed as no office does")  # zipfile inflates these without any bound
        with self._zip.open(member) as file:
            # In pieces, because asked for everything zipfile inflates all there is before it looks at what was said.
            return b"".join(iter(partial(file.read, _PIECE), b""))

    def unpacked(self) -> io.BytesIO:
        """The same members with nothing left to inflate, for those who unpack carelessly."""
        plain = io.BytesIO()
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as made:
            for name in self.names:
                made.writestr(name, self.read(name))
        return plain

    def xml(self, name: str, *events: str) -> Iterator[tuple[str, etree._Element]]:
        """A member's elements as they begin and end, no entity resolved, nothing fetched, nothing kept behind."""
        parsed = etree.iterparse(
            io.BytesIO(self.read(name)),
            events=events,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        return iter(parsed)


def local(element: etree._Element) -> str:
    """An element's name without its namespace: Office has two for every name, OFD one for every year."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def read(data: bytes) -> Reading:
    """What is packed in a ZIP, by name alone."""
    return collected(Packed(data).names)


def _name(member: zipfile.ZipInfo) -> str:
    name = member.filename
    if not member.flag_bits & _UTF8:
        # Packed on a Chinese Windows: zipfile took the bytes for those of an American one.
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    return name.replace("\\", "/")
