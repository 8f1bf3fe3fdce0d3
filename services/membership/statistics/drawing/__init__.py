"""Charts as SVG, from figures alone: what is hidden there cannot be in a drawing."""

from services.membership.statistics.drawing.bars import bars, columns
from services.membership.statistics.drawing.lines import growth, headcounts
from services.membership.statistics.drawing.poster import big_numbers, poster
from services.membership.statistics.drawing.svg import NARROW, WIDE, Paper

__all__ = [
    "NARROW",
    "WIDE",
    "Paper",
    "bars",
    "big_numbers",
    "columns",
    "growth",
    "headcounts",
    "poster",
]
