"""Templates as modules: what Jinja would make of them at the first answer of every cold start."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment
from jinja2.meta import find_referenced_templates

from services.runtime.pages.rendering import HERE, SERVICES, compiled, environment, sources

MAIL = "mail/"
"""Where the wordings are that are drawn as plain text too, so without escaping."""


@cache
def modules(service: str) -> Mapping[Path, bytes]:
    """The modules of all that a service can come to draw, by where they are looked for."""
    own = [*_in(SERVICES / service / "templates"), *_in(HERE / "templates")]
    plain = [name for name in own if name.startswith(MAIL)]
    return _made(service, own, escaping=True) | _made(service, plain, escaping=False)


def _in(folder: Path) -> list[str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.relative_to(folder).as_posix() for path in files]


def _made(service: str, names: list[str], *, escaping: bool) -> dict[Path, bytes]:
    env = environment(service, escaping=escaping)
    wanted = _with_those_they_name(service, env, names)
    with tempfile.TemporaryDirectory() as folder:
        env.compile_templates(
            folder, filter_func=wanted.__contains__, zip=None, ignore_errors=False
        )
        return {
            compiled(escaping=escaping) / path.name: path.read_bytes()
            for path in sorted(Path(folder).iterdir())
        }


def _with_those_they_name(service: str, env: Environment, names: list[str]) -> frozenset[str]:
    """These templates and all that they extend, include or import, in any number of steps."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            source, *_ = sources(service).get_source(env, name)
            left += [other for other in find_referenced_templates(env.parse(source)) if other]
    return frozenset(found)
