"""One wording, drawn twice: as plain text and as HTML that need no other file and no script.

A wording is a template in `templates/mail/` that speaks only by the parts that it is given: those
of `parts.html` or those of `parts.txt`. So neither can say more than the other (A15).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined

from services.runtime.pages.rendering import environment

OPENING, CLOSING = re.compile(r"\{(?=\{)"), re.compile(r"\}(?=\})")
EMPTY_LINES = re.compile(r"\n{3,}")


def drawn(name: str, content: Mapping[str, Any]) -> tuple[str, str]:
    """Text and HTML of a wording; raises before anything is sent if something is missing (A22)."""
    text, html = (
        environment("notifications", escaping=escaping, undefined=StrictUndefined).get_template(
            f"mail/{name}.jinja"
        )
        for escaping in (False, True)
    )
    return (
        _tidy(text.render(parts="mail/parts.txt", **content)),
        html.render(parts="mail/parts.html", **content),
    )


def inert(value: Any) -> Any:
    """The same content with a space between braces that stand together, or they would be slots."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return CLOSING.sub("} ", OPENING.sub("{ ", value))
    return tuple(inert(one) for one in value)


def one_line(text: str) -> str:
    """A subject: no line break may end the header that it stands in."""
    return " ".join(text.split())


def _tidy(text: str) -> str:
    lines = "\n".join(line.strip() for line in text.splitlines())
    return EMPTY_LINES.sub("\n\n", lines).strip() + "\n"
