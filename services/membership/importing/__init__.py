"""Lists of existing members: read, checked row by row, written in chunks, undone for a day.

Pure: what is known of addresses and organisations comes as an argument, and nothing is written.
"""

from services.membership.importing.classifying import Addresses, Finding, Person, Resolve, classify
from services.membership.importing.committing import (
    GOOD_FOR,
    ROWS_OF_A_CHUNK,
    Basis,
    Chunk,
    Import,
    Newcomer,
    Stage,
    abandon,
    after_chunk,
    begin,
    checked,
    plan,
    still,
)
from services.membership.importing.reading import read
from services.membership.importing.reporting import Report, as_csv, csv_of, lines, sentence
from services.membership.importing.table import MOST_BYTES, NoList, Row, Table
from services.membership.importing.turns import Turns
from services.membership.importing.undoing import (
    Today,
    Undo,
    Written,
    after_undo,
    begin_undo,
    undo,
    undo_until,
)
from services.membership.importing.verdicts import Class, Known, Lookup

__all__ = [
    "GOOD_FOR",
    "MOST_BYTES",
    "ROWS_OF_A_CHUNK",
    "Addresses",
    "Basis",
    "Chunk",
    "Class",
    "Finding",
    "Import",
    "Known",
    "Lookup",
    "Newcomer",
    "NoList",
    "Person",
    "Report",
    "Resolve",
    "Row",
    "Stage",
    "Table",
    "Today",
    "Turns",
    "Undo",
    "Written",
    "abandon",
    "after_chunk",
    "after_undo",
    "as_csv",
    "begin",
    "begin_undo",
    "checked",
    "classify",
    "csv_of",
    "lines",
    "plan",
    "read",
    "sentence",
    "still",
    "undo",
    "undo_until",
]
