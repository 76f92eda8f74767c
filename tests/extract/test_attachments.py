"""The text of files, whatever is done to them."""

from __future__ import annotations

import gzip
import io
import random
import re
import resource
import shutil
import stat
import struct
import subprocess
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pypdf
import pytest

from extract import attachments
from extract.attachments import legacy, limits
from tests.extract import files

PAGES = Path(__file__).with_name("pages")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def text(name: str, data: bytes) -> str:
    found = attachments.read(name, name.rpartition(".")[2], data)
    assert found.note is None
    return found.text


def note(name: str, data: bytes) -> str:
    found = attachments.read(name, name.rpartition(".")[2], data)
    assert found.note is not None
    return found.note


def test_a_docx_is_read_in_order_with_its_tables() -> None:
    data = files.word("关于申报创新券的通知", "联系人：王工", table=[["单位", "金额"], ["甲公司", "20万元"]])
    assert text("通知.docx", data).split("\n") == [
        "关于申报创新券的通知",
        "单位\t金额",
        "甲公司\t20万元",
        "联系人：王工",
    ]


def test_numbers_that_word_counts_by_itself_are_written_down() -> None:
    def said(text: str, level: int, number: int = 1) -> str:
        mark = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        return f"<w:p><w:pPr>{mark}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"

    body = [
        said("为了规范管理，制定本办法。", 0),
        said("本办法适用于本市。", 0),
        said("企业；", 1),
        said("院校。", 1),
        said("本办法自印发之日起施行。", 0),
        said("", 0),
        '<w:p><w:pPr><w:pStyle w:val="甲"/></w:pPr><w:r><w:t>附则</w:t></w:r></w:p>',
        said("无号", 0, 9),
    ]
    levels = (("chineseCountingThousand", "第%1条"), ("japaneseCounting", "（%2）"))
    shapes = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (shape, text) in enumerate(levels)
    )
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:startOverride w:val="3"/></w:lvlOverride></w:num>'
    )
    data = files.bare_word(
        "".join(body),
        numbering=f'<w:abstractNum w:abstractNumId="0">{shapes}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{again}',
        styles='<w:style w:styleId="甲"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>',
    )
    assert text("办法.docx", data).split("\n") == [
        "第一条 为了规范管理，制定本办法。",
        "第二条 本办法适用于本市。",
        "（一）企业；",
        "（二）院校。",
        "第三条 本办法自印发之日起施行。",
        "3.附则",
        "无号",
    ]


def test_words_that_word_wraps_up_are_read_and_those_it_keeps_aside_are_not() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>".format
    data = files.bare_word(
        f"<w:p>{run('印发于')}<w:smartTag>{run('2018年')}</w:smartTag><w:ins>{run('3月')}</w:ins>"
        "<w:del><w:r><w:delText>4月</w:delText></w:r></w:del></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('附录')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>"
        f"<w:p>{run('框外')}<w:r><w:txbxContent><w:p>{run('框内')}</w:p></w:txbxContent></w:r></w:p>"
    )
    assert text("a.docx", data) == "印发于2018年3月\n附录\n甲 乙\n丙\n框外框内"


def test_a_docx_whose_pictures_are_missing_is_read() -> None:
    broken = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(files.word("本办法自印发之日起施行"))) as whole,
        zipfile.ZipFile(broken, "w") as made,
    ):
        for name in whole.namelist():
            body = whole.read(name).replace(
                b"</Relationships>",
                b'<Relationship Id="rId99" Target="../NULL" Type="http://schemas.openxmlformats.org/'
                b'officeDocument/2006/relationships/image"/></Relationships>',
            )
            made.writestr(name.replace("/", "\\") if name.startswith("word/") else name, body)
    assert text("a.docx", broken.getvalue()) == "本办法自印发之日起施行"


def test_a_sheet_is_read_row_by_row_as_a_person_would_write_its_values() -> None:
    rows = [
        ("企业", "金额", "日期"),
        ("甲公司", 20.0, date(2026, 9, 24)),
        ("乙公司", 0.1 + 0.2, datetime(2026, 9, 24, 9, 30)),
        (None, None, None),
    ]
    assert text("名单.xlsx", files.sheet(rows, name="拟支持名单")).split("\n") == [
        "拟支持名单",
        "企业\t金额\t日期",
        "甲公司\t20\t2026-09-24",
        "乙公司\t0.3\t2026-09-24 09:30",
    ]


def test_a_pdf_says_what_its_pages_show() -> None:
    data = files.pdf(["济南市科学技术局", "关于印发创新券管理办法的通知"], ["第一条 为规范创新券管理，制定本办法。"])
    assert text("办法.pdf", data).split("\n") == [
        "济南市科学技术局",
        "关于印发创新券管理办法的通知",
        "第一条 为规范创新券管理，制定本办法。",
    ]


def test_a_pdf_of_which_most_pages_are_pictures_needs_ocr() -> None:
    assert note("扫描件.pdf", files.pdf([], [])) == limits.NEEDS_OCR
    found = attachments.read("a.pdf", "pdf", files.pdf(["关于印发创新券管理办法的通知"], [], []))
    assert (found.text, found.note) == ("关于印发创新券管理办法的通知", limits.NEEDS_OCR)
    assert attachments.read("a.pdf", "pdf", files.pdf(["本办法由市科技局负责解释"], [])).note is None


def test_a_pdf_whose_font_hides_its_characters_needs_ocr() -> None:
    assert note("a.pdf", files.pdf(["\ue123\ue124\ue125\ue126" * 9])) == limits.NEEDS_OCR


def locked(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(files.pdf(["关于印发创新券管理办法的通知"])))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_behind_a_password_is_called_encrypted_and_one_locked_against_changes_is_read() -> None:
    assert note("a.pdf", locked("secret")) == limits.ENCRYPTED
    assert text("a.pdf", locked("")) == "关于印发创新券管理办法的通知"


def test_an_ofd_is_read_line_by_line_in_the_order_of_its_pages() -> None:
    data = files.ofd(
        [(20, "济南市"), (20, "人民政府"), (30, "济政发〔2026〕9号")], *[[(20, f"第{n}页")] for n in range(2, 12)]
    )
    assert text("文件.ofd", data).split("\n")[:3] == ["济南市人民政府", "济政发〔2026〕9号", "第2页"]
    assert text("文件.ofd", data).endswith("第10页\n第11页")
    assert note("扫描.ofd", files.ofd([])) == limits.NEEDS_OCR


def test_an_ofd_is_read_whatever_way_its_parts_are_named_and_printed_on() -> None:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'

    def page(*texts: tuple[float, float, str], template: str = "") -> str:
        objects = "".join(
            f'<ofd:TextObject Boundary="{x} {y} {5 * len(said)} 5" Size="5"><ofd:CGTransform CodePosition="0"/>'
            f'<ofd:TextCode X="0" Y="4" DeltaX="g {len(said) - 1} 5">{said}</ofd:TextCode></ofd:TextObject>'
            for x, y, said in texts
        )
        return (
            f"<ofd:Page {space}>{template}<ofd:Content><ofd:Layer><ofd:PageBlock>{objects}</ofd:PageBlock>"
            "<ofd:PathObject/><ofd:ImageObject/></ofd:Layer></ofd:Content></ofd:Page>"
        )

    head = '<ofd:Template TemplateID="2" ZOrder="Background"/>'
    data = files.zipped(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocInfo><ofd:Title>通知</ofd:Title></ofd:DocInfo>"
            "<ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea/>"
            '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData><ofd:Pages>'
            '<ofd:Page ID="7" BaseLoc="/Doc_0/Pages/Page_1/Content.xml"/>'
            '<ofd:Page ID="8" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
            "<ofd:CustomTags>CustomTags/CustomTags.xml</ofd:CustomTags></ofd:Document>",
            "Doc_0/CustomTags/CustomTags.xml": f"<ofd:CustomTags {space}><ofd:CustomTag TypeID='0'/></ofd:CustomTags>",
            "Doc_0/Tpls/Tpl_0/Content.xml": page((60, 10, "青岚市科学技术局文件")),
            "Doc_0/Pages/Page_1/Content.xml": page((20, 30, "单位"), (80, 30, "金额"), template=head),
            "Doc_0/Pages/Page_0/Content.xml": page((20, 30, "甲公司"), (80, 30, "20万元"), template=head),
            "Doc_0/Signs/Sign_0/SignedValue.dat": b"\x00\x01",
        }
    )
    assert text("文件.ofd", data).split("\n") == ["青岚市科学技术局文件", "单位\t金额", "甲公司\t20万元"]


def test_lines_that_the_margin_broke_are_one_paragraph() -> None:
    said = "为贯彻落实《青岚市创新券管理办法》，现就二〇二六年度创新券申报工作有关事项通知如下，请认真组织"
    data = files.pdf(["关于申报创新券的通知", said[:30], said[30:], "一、申报条件", "注册在我市。"])
    assert text("a.pdf", data).split("\n") == ["关于申报创新券的通知", said, "一、申报条件", "注册在我市。"]


def test_entities_are_never_resolved() -> None:
    secret = "/etc/hostname"
    page = f"""<!DOCTYPE p [<!ENTITY here SYSTEM "file://{secret}"><!ENTITY a "哈哈">
<!ENTITY b "{"&a;" * 99}">]>
<Page><TextObject Boundary="0 0 9 9"><TextCode>甲&here;{"&b;" * 99}乙</TextCode></TextObject></Page>"""
    found = attachments.read(
        "a.ofd", "ofd", files.zipped({"OFD.xml": "<OFD/>", "Doc_0/Pages/Page_0/Content.xml": page})
    )
    assert Path(secret).read_text().strip() not in found.text
    assert "哈" not in found.text


def test_the_bytes_say_what_a_file_is_whatever_its_name() -> None:
    assert text("a.pdf", files.word("其实是文档")) == "其实是文档"
    assert text("a.doc", files.pdf(["其实是便携文档格式文件"])) == "其实是便携文档格式文件"
    assert (
        text("a.xls", "<html><table><tr><td>拟支持企业名单</td></tr></table></html>".encode("gb18030"))
        == "拟支持企业名单"
    )
    assert text("a.txt", "关于印发办法的通知\r\n\r\n第一条".encode("gb18030")) == "关于印发办法的通知\n第一条"
    assert note("a.pdf", b"\xff\xd8\xff\xe0 a photograph") == limits.NEEDS_OCR


def test_of_a_zip_the_names_are_read_as_the_one_who_packed_it_saw_them() -> None:
    packed = files.zipped({"附件1申报表.docx": b"x", "ABCDEF.xls": b"x"})
    assert text("附件.zip", packed) == "附件1申报表.docx\nABCDEF.xls"
    windows = files.zipped({"ABCDEF.xls": b"x"}).replace(b"ABCDEF", "申报表".encode("gb18030"))
    assert text("附件.zip", windows) == "申报表.xls"


@pytest.mark.parametrize("name", ["a.rar", "a.7z", "a.ceb", "a.pptx"])
def test_a_file_of_a_kind_that_is_not_read_is_said_to_be(name: str) -> None:
    data = {
        "a.rar": b"Rar!\x1a\x07\x00",
        "a.7z": b"7z\xbc\xaf\x27\x1c\x00",
        "a.ceb": b"Founder CEB\x00\x00",
        "a.pptx": files.zipped({"ppt/presentation.xml": b"<p/>"}),
    }[name]
    assert note(name, data) == f"not read: {name.rpartition('.')[2]}"


def test_an_old_office_file_is_read_where_the_machine_has_a_tool_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = OLE + "WordDocument".encode("utf-16-le")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert note("a.doc", data) == note("a.wps", data) == "not read: install antiword or catdoc"
    tool = tmp_path / "catdoc"
    tool.write_text('#!/bin/sh\nfor file; do :; done\n/bin/test -s "$file" && echo 关于印发办法的通知\n')
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    assert text("a.doc", data) == text("a.wps", data) == "关于印发办法的通知"
    tool.write_text("#!/bin/sh\necho no Word file >&2\nexit 1\n")
    assert note("a.doc", data) == "damaged: catdoc: no Word file"


@pytest.mark.parametrize("tool", ["antiword", "catdoc"])
def test_a_real_old_word_file_is_read_by_the_real_tool(
    tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shutil.which(tool)
    if path is None:
        pytest.skip(f"{tool} is not installed")
    (tmp_path / tool).symlink_to(path)
    monkeypatch.setenv("PATH", str(tmp_path))
    data = gzip.decompress((PAGES / "notice.doc.gz").read_bytes())
    for name in ("通知.doc", "通知.wps"):
        assert text(name, data).split("\n")[:5] == [
            "关于组织申报2026年度科技创新券的通知",
            "青科发〔2026〕12号",
            "注册在我市的企业均可申报，材料于2026年10月31日前报送。",
            "单位\t金额",
            "青岚甲科技有限公司\t20.5",
        ]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("sleep 600 & sleep 600", "did not end within 1 s"),
        ("exec yes 无穷无尽的通知", "cut short"),
    ],
)
def test_a_tool_that_does_not_end_is_ended_with_all_that_it_started(
    script: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legacy, "SECONDS", 1.0)
    tool = tmp_path / "catdoc"
    tool.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\necho $$ > {tmp_path}/started\n{script}\n")
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert why in note("a.doc", OLE + "WordDocument".encode("utf-16-le"))
    group = int((tmp_path / "started").read_text())
    while _living(group):
        time.sleep(0.01)


def _living(group: int) -> list[str]:
    """The members of a process group that still do something; nobody may be there to bury the others."""
    found = subprocess.run(["/bin/ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return [line for line in found.splitlines() if line.split()[0] == str(group) and "Z" not in line]


def test_an_old_sheet_is_read_like_a_new_one() -> None:
    data = gzip.decompress((PAGES / "list.xls.gz").read_bytes())
    for name in ("名单.xls", "名单.et"):
        assert text(name, data).split("\n") == [
            "拟支持名单",
            "企业名称\t公示日期\t金额",
            "青岚甲科技有限公司\t2026-09-24\t20.5",
            "合计：20.5万元",
        ]


def test_an_office_file_behind_a_password_is_called_encrypted() -> None:
    assert note("a.docx", OLE + "EncryptedPackage".encode("utf-16-le")) == limits.ENCRYPTED
    packed = bytearray(files.bare_word("<w:p/>"))
    at = packed.index(b"PK\x01\x02")
    struct.pack_into("<H", packed, at + 8, 1)
    struct.pack_into("<H", packed, 6, 1)
    assert note("a.docx", bytes(packed)) == limits.ENCRYPTED


class TestBombs:
    """Files that are small until somebody looks inside."""

    @pytest.fixture(autouse=True)
    def _bounded_memory(self) -> None:
        self.before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def grown(self) -> float:
        return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - self.before) / 1024  # MB

    @pytest.mark.parametrize(
        ("name", "member"),
        [
            ("a.docx", "word/document.xml"),
            ("a.xlsx", "xl/workbook.xml"),
            ("a.ofd", "OFD.xml"),
            ("a.zip", "a.bin"),
        ],
    )
    def test_a_gigabyte_of_nothing_is_never_unpacked(self, name: str, member: str) -> None:
        assert note(name, files.bomb(member, megabytes=1024)) == "too large: 1,073,741,824 bytes when unpacked"
        assert self.grown() < 100

    @pytest.mark.parametrize(("name", "member"), [("a.docx", "word/document.xml"), ("a.xlsx", "xl/workbook.xml")])
    def test_a_member_that_lies_about_its_size_yields_no_more_than_it_said(self, name: str, member: str) -> None:
        assert note(name, files.bomb(member, megabytes=1024, said=1000)).startswith("damaged")
        assert self.grown() < 100

    def test_what_is_packed_beyond_reason_is_refused_below_the_limit_of_size(self) -> None:
        assert "packed" in note("a.docx", files.bomb("word/document.xml", megabytes=30))

    def test_a_swarm_of_members_is_refused(self) -> None:
        assert "6,000 files" in note("a.zip", files.zipped({f"{n}.txt": b"" for n in range(6_000)}))

    @pytest.mark.parametrize("steps", [1_000_000, 20_000_000])
    def test_a_pdf_page_drawn_in_millions_of_steps_is_left_out(self, steps: int) -> None:
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
            files.stream(b"q Q " * steps),
        ]
        before = time.process_time()
        assert attachments.read("a.pdf", "pdf", files.assembled(objects)).text == ""
        assert time.process_time() - before < 5

    def test_a_page_tree_that_bites_its_tail_ends(self) -> None:
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>",
        ]
        assert note("a.pdf", files.assembled(objects)).startswith("damaged")

    def test_a_cell_in_the_last_row_does_not_make_a_million_of_them(self) -> None:
        rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(files.sheet([["甲"]]))) as whole, zipfile.ZipFile(made, "w") as far:
            for name in whole.namelist():
                body = whole.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    body = re.sub(rb"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>".encode(), body)
                far.writestr(name, body)
        found = attachments.read("a.xlsx", "xlsx", made.getvalue())
        assert found.text == "1"
        assert found.note is not None
        assert found.note.startswith(limits.CUT_SHORT)

    def test_markup_nested_without_end_is_damaged(self) -> None:
        assert note("a.docx", files.bare_word("<w:p>" * 100_000)).startswith("damaged")


def test_long_files_are_cut_short_and_say_so() -> None:
    found = attachments.read("a.docx", "docx", files.bare_word("<w:p><w:r><w:t>通知办法</w:t></w:r></w:p>" * 90_000))
    assert len(found.text) <= limits.CHARACTERS
    assert found.note is not None
    assert found.note.startswith(limits.CUT_SHORT)
    found = attachments.read("a.pdf", "pdf", files.pdf(*[["关于印发创新券管理办法的通知"]] * (limits.PAGES + 5)))
    assert found.text.count("\n") == limits.PAGES - 1
    assert found.note == f"{limits.CUT_SHORT}: the first 200 of 205 pages are kept"
    assert note("a.bin", bytes(limits.LARGEST + 1)) == "too large: over 20 MB"


WHOLE = {
    "a.pdf": files.pdf(["关于印发创新券管理办法的通知", "第一条"], ["第二条"]),
    "a.docx": files.word("关于印发创新券管理办法的通知", table=[["甲", "乙"]]),
    "a.xlsx": files.sheet([["甲", 1, date(2026, 9, 24)]]),
    "a.ofd": files.ofd([(20, "关于印发创新券管理办法的通知")]),
    "a.zip": files.zipped({"甲.txt": b"x"}),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_truncated_file_is_damaged_never_an_error(name: str) -> None:
    data = WHOLE[name]
    for share in (0.02, 0.3, 0.6, 0.9, 0.99):
        found = attachments.read(name, name.rpartition(".")[2], data[: int(len(data) * share)])
        assert found.text or found.note
    assert note(name, data[: len(data) // 10]).startswith(("damaged", limits.NEEDS_OCR, "not read"))
    assert note(name, b"").startswith("damaged")


@pytest.mark.parametrize("name", WHOLE)
def test_no_flipped_bytes_raise(name: str) -> None:
    chance = random.Random(name)
    for _ in range(40):
        data = bytearray(WHOLE[name])
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        found = attachments.read(name, name.rpartition(".")[2], bytes(data))
        assert found.text.encode() is not None
        assert (found.note or "").count("\n") == 0


def test_what_is_no_text_never_reaches_the_archive() -> None:
    assert limits.clean("甲\x00\ud800\u000b 乙 \r\n\n 丙") == "甲 乙\n丙"
