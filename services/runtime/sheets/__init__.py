"""Tables that come in as files, workbooks or text: their cells, before anybody knows their meaning.

What a file is follows from what is in it; its name and type can say anything. Nothing is written,
and no refusal repeats what is in a cell.
"""

from services.runtime.sheets.grid import (
    MOST_COLUMNS,
    MOST_OF_A_CELL,
    Grid,
    NoTable,
    numbers,
)
from services.runtime.sheets.kinds import SPACE, grids

__all__ = ["MOST_COLUMNS", "MOST_OF_A_CELL", "SPACE", "Grid", "NoTable", "grids", "numbers"]
