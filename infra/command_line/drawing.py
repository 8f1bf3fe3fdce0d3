"""A drawing as a picture, with whatever letters this machine has.

No font comes with Candour: the poster asks for Arial or Liberation Sans, and takes another without
serifs if it has to. Where there is none, the library would draw no letters at all and say nothing.
"""

from __future__ import annotations

from pathlib import Path

from resvg_py import svg_to_bytes

from infra.command_line.asking import Refused

LETTERS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" '
    'font-family="Arial, Liberation Sans, sans-serif"><text y="15">{}</text></svg>'
)
WITHOUT_SERIFS = ("Arial", "Liberation Sans", "Helvetica", "DejaVu Sans", "Noto Sans", "Verdana")
NO_FONT = (
    "There is no font on this machine that the letters could be drawn with. Install one, such as "
    "Liberation Sans (Debian, Ubuntu: apt install fonts-liberation), or name a file with --font."
)
NOT_THIS_FONT = f"No letters can be drawn with this font. Take one of {', '.join(WITHOUT_SERIFS)}."


def png(svg: str, *, width: int, font: Path | None = None) -> bytes:
    """The picture, so many pixels wide; raises Refused if it would have no letters."""
    family = _family(font)
    return _drawn(svg, family, font, width=width)


def _family(font: Path | None) -> str:
    """A family that draws letters here, for where those that the drawing names are not known."""
    blank = _drawn(LETTERS.format(""), WITHOUT_SERIFS[0], font)
    for family in WITHOUT_SERIFS:
        if _drawn(LETTERS.format("M"), family, font) != blank:
            return family
    raise Refused(NOT_THIS_FONT if font else NO_FONT)


def _drawn(svg: str, family: str, font: Path | None, *, width: int | None = None) -> bytes:
    try:
        return bytes(
            svg_to_bytes(
                svg_string=svg,
                width=width,
                skip_system_fonts=font is not None,
                font_files=[str(font)] if font else None,
                sans_serif_family=family,
                font_family=family,
            )
        )
    except ValueError as error:
        raise Refused("This cannot be drawn.") from error
