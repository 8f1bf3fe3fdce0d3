"""Whatever is uploaded: a list, or a sentence; never anything else."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from services.membership.importing import NoList, Table, read
from services.membership.importing.columns import tidied
from tests.membership.importing.files import HEADING, LIST_XML, PARTS, archive_of, by_hand

SEED = 20261124
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\",;\t='"),
    max_size=20,
)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=8)
STARTS = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n", b"<")
HEAD = b"Name,E-mail,Organisation\n"
WORKBOOK = by_hand()


def outcome(content: bytes) -> Table | None:
    """The list, or nothing if it was refused with a sentence."""
    print(f"seed {SEED}")
    try:
        return read(content)
    except NoList as refusal:
        assert refusal.fields["file"].endswith((".", "?"))
        assert refusal.__cause__ is None
        return None


@seed(SEED)
@SOME
@given(st.sampled_from(STARTS), st.binary(max_size=300))
def test_any_bytes(start: bytes, content: bytes) -> None:
    outcome(start + content)


@seed(SEED)
@SOME
@given(st.sampled_from((HEAD, HEAD.replace(b",", b";"), b"")), st.binary(max_size=300))
def test_any_bytes_below_headings(head: bytes, content: bytes) -> None:
    outcome(head + content)


@seed(SEED)
@SOME
@given(ROWS, st.sampled_from(",;\t"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_cells_come_back_as_they_were(
    rows: Sequence[Sequence[str]], delimiter: str, encoding: str
) -> None:
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter).writerows([HEADING, *rows])

    table = outcome(made.getvalue().encode(encoding))

    expected = [
        (number, *map(tidied, row))
        for number, row in enumerate(rows, 2)
        if any(tidied(cell) for cell in row[:3])
    ]
    got = table.rows if table else ()
    assert [(r.number, r.name, r.email, r.organisation, r.role) for r in got] == expected
    assert bool(table) == bool(expected)


@seed(SEED)
@SOME
@given(st.lists(st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), max_size=6))
def test_a_workbook_with_any_bytes_changed(changes: list[tuple[int, int]]) -> None:
    content = bytearray(WORKBOOK)
    for place, byte in changes:
        content[place] = byte

    outcome(bytes(content))


@seed(SEED)
@SOME
@given(
    st.sampled_from([*sorted(PARTS), "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"]),
    st.integers(0, 200),
    st.text(st.sampled_from('<>/="&;cr1A9 \0\u00e9'), max_size=12),
)
def test_a_workbook_with_any_markup_changed(part: str, place: int, text: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(WORKBOOK))
    parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    before = archive.read(part) if part in parts else b""
    parts[part] = before[:place] + text.encode() + before[place + len(text) :]

    outcome(archive_of(parts))


@seed(SEED)
@SOME
@given(st.text(st.sampled_from('<>/="&;cvrstn1A9E.- '), max_size=60))
def test_a_sheet_with_any_rows(rows: str) -> None:
    outcome(by_hand(LIST_XML + f"<row>{rows}</row>"))
    outcome(by_hand(LIST_XML + f'<row><c r="A3" t="n"><v>{rows}</v></c></row>'))
