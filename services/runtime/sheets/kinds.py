"""Which kind of file it is, from how it begins, and what to do about those that are no tables."""

from __future__ import annotations

from collections.abc import Iterator

from services.runtime.sheets import delimited, workbook
from services.runtime.sheets.grid import Grid, NoTable

ARCHIVE = b"PK"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SPACE = b" \t\r\n\xef\xbb\xbf"

OLD_WORKBOOK = (
    "This is a workbook of an old kind (.xls). Save it as “Excel workbook (.xlsx)” and upload that."
)
WEB_PAGE = (
    "This is a web page, whatever its name says. Open it in your spreadsheet program,"
    " save it as “Excel workbook (.xlsx)” and upload that."
)
OTHER_KINDS = (
    (b"%PDF", "This is a document for printing (.pdf). Upload the list that it was made from."),
    (
        b"{\\rtf",
        "This is a letter (.rtf). Upload the list as a workbook (.xlsx) or as text (.csv).",
    ),
    (b"MIME-Version:", WEB_PAGE),
    (b"<", WEB_PAGE),
)


def grids(content: bytes) -> Iterator[Grid]:
    """The cells of each sheet, or of a text by each sign that may stand between them."""
    if content.startswith(ARCHIVE):
        return workbook.grids(content)
    if content.startswith(OLD):
        raise NoTable(workbook.PROTECTED if ENCRYPTED in content else OLD_WORKBOOK)
    start = content.lstrip(SPACE)
    for beginning, sentence in OTHER_KINDS:
        if start.startswith(beginning):
            raise NoTable(sentence)
    return delimited.grids(content)
