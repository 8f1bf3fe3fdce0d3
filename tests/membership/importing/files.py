"""Files as programs make them, and files as nobody should make them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from struct import pack
from typing import Any

import openpyxl

from services.membership.importing import NoList, Table, read

HEADING = ("Name", "E-mail", "Organisation", "Role")
ANN = ("Ann Lee", "ann@kelder.example", "Kelder Hospice", "Nurse")
BEA = ("Bea Gill", "bea@kelder.example", "Kelder Hospice", "")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS: Mapping[str, str] = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="Members" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
}


def csv_of(*rows: Sequence[str], delimiter: str = ",", end: str = "\r\n") -> str:
    """Rows without anything that would need quotation marks."""
    return "".join(delimiter.join(row) + end for row in rows)


def workbook_of(*sheets: Sequence[Sequence[Any]], hidden: Sequence[int] = ()) -> bytes:
    """A workbook of these sheets as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        sheet.sheet_state = "hidden" if number in hidden else "visible"
        for row in rows:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def sheet_xml(rows: str) -> str:
    """A sheet with these rows, written by hand."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def row_xml(number: int, *cells: str) -> str:
    """A row of text cells, written by hand."""
    inside = "".join(f'<c t="str"><v>{cell}</v></c>' for cell in cells)
    return f'<row r="{number}">{inside}</row>'


LIST_XML = row_xml(1, *HEADING) + row_xml(2, *ANN)


def archive_of(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def by_hand(
    rows: str = LIST_XML,
    parts: Mapping[str, bytes] | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook with one sheet of these rows, and further parts by their name."""
    sheet = {"xl/worksheets/sheet1.xml": sheet_xml(rows)}
    return archive_of({**PARTS, **sheet, **(parts or {})}, compression)


def that_lies_about_its_size(content: bytes, claimed: int) -> bytes:
    """A workbook whose only sheet says that it unpacks to so many bytes, and their checksum."""
    sheet = "xl/worksheets/sheet1.xml"
    archive = zipfile.ZipFile(io.BytesIO(content))
    part = archive.getinfo(sheet)
    checksum = zlib.crc32(archive.read(sheet)[:claimed])
    honest = pack("<LLL", part.CRC, part.compress_size, part.file_size)
    assert content.count(honest) == 2
    return content.replace(honest, pack("<LLL", checksum, part.compress_size, claimed))


def that_is_locked(content: bytes) -> bytes:
    """A workbook whose parts are said to need a password."""
    changed = bytearray(content)
    for signature, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = changed.find(signature)
        while place >= 0:
            changed[place + flags] |= 1
            place = changed.find(signature, place + 1)
    return bytes(changed)


def why_not(content: bytes) -> str:
    """The sentence with which a file is refused."""
    try:
        table = read(content)
    except NoList as refusal:
        assert refusal.__cause__ is None
        return refusal.fields["file"]
    raise AssertionError(f"{len(table.rows)} rows were read")


def people(table: Table) -> list[tuple[str, str, str, str]]:
    """The cells of a list."""
    return [(row.name, row.email, row.organisation, row.role) for row in table.rows]
