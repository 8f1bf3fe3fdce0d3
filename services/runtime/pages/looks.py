"""How pages are drawn: our templates, strictly, with the components of the design system inside.

The two live in two environments, because the component library relies on undefined values, and in
our own templates an undefined value is a mistake that must be seen.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
)
from markupsafe import Markup

from services.runtime.pages import words

HERE = Path(__file__).parent
SERVICES = HERE.parents[1]
STATIC = HERE / "static"


def draw(service: str, template: str, **context: Any) -> str:
    """The page as HTML."""
    return _ours(service).get_template(template).render(context)


@cache
def static(name: str) -> str:
    """The address of a static file, with a mark that changes with its content."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/static/{name}?v={mark}"


def component(name: str, **parameters: Any) -> Markup:
    """A component of the design system; `error_summary` stands for its `errorSummary`."""
    return Markup(_macro(name)(parameters))


@cache
def _ours(service: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(SERVICES / service / "templates"),
                FileSystemLoader(HERE / "templates"),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(static=static, component=component)
    environment.filters.update(when=words.when, day=words.day, week=words.week)
    return environment


@cache
def _macro(name: str) -> Any:
    first, *others = name.split("_")
    template = _theirs().get_template(f"nhsuk/components/{name.replace('_', '-')}/macro.jinja")
    return getattr(template.module, first + "".join(word.title() for word in others))


@cache
def _theirs() -> Environment:
    return Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        autoescape=True,
        undefined=ChainableUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
