"""Files as bureaus publish them, written for the tests."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence

import docx
import openpyxl

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(members: dict[str, bytes | str]) -> bytes:
    """A ZIP of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in members.items():
            packed.writestr(name, body)
    return out.getvalue()


def bomb(name: str, *, megabytes: int, said: int | None = None) -> bytes:
    """A ZIP of one member of so many megabytes of spaces, which says that it has `said` bytes; made without them."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packing.compress(b" " * 2**20) + packing.flush(zlib.Z_FULL_FLUSH)
    body = block * megabytes + packing.flush()
    path, size = name.encode(), megabytes * 2**20 if said is None else said
    common = struct.pack("<HHHHHIIIHH", 20, 0x800, 8, 0, 0x21, 0, len(body), size, len(path), 0)
    local = b"PK\x03\x04" + common + path + body
    central = b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + path
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def word(*paragraphs: str, table: Sequence[Sequence[str]] = ()) -> bytes:
    """A DOCX of these paragraphs with a table behind the first."""
    document = docx.Document()
    for number, paragraph in enumerate(paragraphs):
        document.add_paragraph(paragraph)
        if table and not number:
            made = document.add_table(rows=0, cols=len(table[0]))
            for row in table:
                for cell, text in zip(made.add_row().cells, row, strict=True):
                    cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bare_word(body: str, **parts: str) -> bytes:
    """A DOCX of hardly more than this markup."""
    members = {name: f'<w:{name} xmlns:w="{W}">{markup}</w:{name}>' for name, markup in parts.items()}
    members["document"] = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped({f"word/{name}.xml": markup for name, markup in members.items()})


def sheet(rows: Iterable[Sequence[object]], *, name: str = "Sheet1") -> bytes:
    """An XLSX of these rows."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = name
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(*pages: Sequence[str], more: str = "") -> bytes:
    """A PDF whose pages say these lines in 16-bit glyphs, with a table of their characters, as Word makes them."""
    characters = "".join(dict.fromkeys("".join(line for page in pages for line in page))) or "无"
    glyph = {char: number for number, char in enumerate(characters, 1)}
    table = "\n".join(f"<{number:04x}> <{char.encode('utf-16-be').hex()}>" for char, number in glyph.items())
    cmap = f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
{len(glyph)} beginbfchar
{table}
endbfchar endcmap end end"""
    drawn = []
    for page in pages:
        lines = [f"<{''.join(f'{glyph[char]:04x}' for char in line)}> Tj 0 -20 Td" for line in page]
        drawn.append("BT /F1 12 Tf 72 700 Td " + " ".join(lines) + " ET" if lines else "")
    first = 6
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [4 0 R]"
        b" /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        stream(cmap.encode()),
    ]
    for number, content in enumerate(drawn):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(stream(content.encode()))
    return assembled(objects, more)


def stream(content: bytes) -> bytes:
    """A stream object, packed."""
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream"


def assembled(objects: Sequence[bytes], more: str = "") -> bytes:
    """The objects as a PDF file."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {more} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def ofd(*pages: Sequence[tuple[float, str]]) -> bytes:
    """An OFD whose pages say these words at these heights."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    members: dict[str, bytes | str] = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for number, page in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject ID="{at}" Boundary="20 {height} 100 5"><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode>'
            "</ofd:TextObject>"
            for at, (height, text) in enumerate(page)
        )
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return zipped(members)
