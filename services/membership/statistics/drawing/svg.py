"""Parts of a drawing, as SVG text.

Attributes only, no styles: the site's policy for pages runs none, and a drawing looks the same
alone, on a page and on paper. Every text from outside passes `escape`.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

INK = "#212b32"
QUIET = "#4c6272"
BRAND = "#1f4e5f"
PALE = "#d3e4e8"
LINE = "#d8dde0"
PAPER = "#ffffff"


@dataclass(frozen=True, slots=True)
class Paper:
    """What is drawn on: wide for a page and for print, narrow for a telephone."""

    name: str
    width: int
    size: int
    """Of the letters; a drawing is shown at its own width, so it is that of the page's pixels."""

    @property
    def narrow(self) -> bool:
        """Whether labels go above what they name."""
        return self.width < 480


WIDE = Paper("wide", 560, 14)
NARROW = Paper("narrow", 288, 14)


def number(value: float) -> str:
    """A coordinate with one digit, which is finer than any screen."""
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """An element; an underscore in an attribute stands for a hyphen."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else escape(str(value))


def text(x: float, y: float, words: str, **attributes: object) -> str:
    """Words at a point, on their baseline."""
    return element("text", escape(words), x=float(x), y=float(y), **attributes)


def path(points: list[tuple[float, float]], fill: str = "none", **attributes: object) -> str:
    """A line through points."""
    steps = " ".join(f"{number(x)} {number(y)}" for x, y in points)
    return element("path", d=f"M{steps}", fill=fill, **attributes)


def drawing(
    key: str, paper: Paper, height: float, title: str, description: str, parts: list[str]
) -> str:
    """The whole, on white so that it can be read whatever colours surround it."""
    about = f"{key}-{paper.name}"
    head = (
        element("title", escape(title), id=f"{about}-title"),
        element("desc", escape(description), id=f"{about}-desc"),
        element("rect", width=paper.width, height=float(height), fill=PAPER),
    )
    return element(
        "svg",
        "".join([*head, *parts]),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {paper.width} {number(height)}",
        role="img",
        aria_labelledby=f"{about}-title {about}-desc",
        font_family="Arial, Liberation Sans, sans-serif",
        font_size=paper.size,
        fill=INK,
    )


def hatching(about: str) -> str:
    """The pattern of what is not shown; `about` makes its name unlike any other on the page."""
    stripes = element("path", d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5", stroke=QUIET, stroke_width="1")
    pattern = element(
        "pattern", stripes, id=f"{about}-hidden", width=6, height=6, patternUnits="userSpaceOnUse"
    )
    return element("defs", pattern)


def letters(words: str, size: float) -> float:
    """About how wide words are, for places that must be wide enough."""
    return sum(0.3 if letter in " ,.:il1'" else 0.58 for letter in words) * size


def wrapped(words: str, size: float, width: float) -> list[str]:
    """Words in lines that fit a width."""
    lines: list[str] = []
    for word in words.split():
        if lines and letters(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def scale(most: float) -> list[int]:
    """Round numbers from 0 to at least the most, for the lines behind a chart."""
    step = 1
    while most / step > 4:
        digit = int(str(step)[0])
        step = step * 5 // 2 if digit == 2 else step * 2
    return [step * at for at in range(-(-max(int(most), 1) // step) + 1)]
