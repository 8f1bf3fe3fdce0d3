"""Templates to HTML: one environment for each service, with the shared layout and form parts."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
from jinja2 import ChainableUndefined, Environment, Undefined

HERE = Path(__file__).parent
STATIC = HERE / "static"
SERVICES = HERE.parents[1]
HOME_ZONE = "Europe/London"


@cache
def environment(
    service: str,
    *,
    escaping: bool = True,
    # The form parts of the design system look into parameters that were not given.
    undefined: type[Undefined] = ChainableUndefined,
) -> Environment:
    """The templates of a service, with the shared ones behind them."""
    modules = compiled(escaping=escaping)
    made = Environment(
        loader=jinja2.ModuleLoader(modules) if modules.is_dir() else sources(service),
        autoescape=escaping,  # noqa: S701 - only plain text is drawn without
        undefined=undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Files do not change under a running function: it need not ask about each of them again.
        auto_reload=False,
        cache_size=-1,
    )
    made.filters.update(
        when=when, day=day, clock=clock, place=place, week=week, paragraphs=paragraphs
    )
    made.globals["static"] = static
    return made


def compiled(*, escaping: bool) -> Path:
    """Where a package has its templates as modules, if they were made by the Jinja of this process.

    A checkout has none: there the source is what is drawn.
    """
    return HERE / "compiled" / jinja2.__version__ / ("html" if escaping else "text")


def sources(service: str) -> jinja2.BaseLoader:
    """The templates as they are written, those of the design system behind our own."""
    return jinja2.ChoiceLoader(
        [
            jinja2.FileSystemLoader([SERVICES / service / "templates", HERE / "templates"]),
            jinja2.PackageLoader("nhsuk_frontend_jinja"),
        ]
    )


@cache
def static(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


def when(instant: datetime | str, zone: str = HOME_ZONE) -> str:
    """Friday 27 November 2026 at 2pm, London time."""
    return f"{day(instant, zone)} at {clock(instant, zone)}, {place(zone)} time"


def place(zone: str) -> str:
    """London, of whose time a zone is; or universal."""
    return "universal" if zone in ("UTC", "Etc/UTC") else zone.rpartition("/")[2].replace("_", " ")


def day(instant: datetime | str, zone: str = HOME_ZONE) -> str:
    """Friday 27 November 2026."""
    local = _local(instant, zone)
    return f"{local:%A} {local.day} {local:%B %Y}"


def clock(instant: datetime | str, zone: str = HOME_ZONE) -> str:
    """2pm, 2:30pm, midday or midnight."""
    local = _local(instant, zone)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{(local.hour - 1) % 12 + 1}{minutes}{'pm' if local.hour >= 12 else 'am'}"


def week(iso_week: str) -> str:
    """week of 23 November 2026, from 2026-W48."""
    year, _, number = iso_week.partition("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    return f"week of {monday.day} {monday:%B %Y}"


def paragraphs(text: str) -> list[str]:
    """A text by its blank lines."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _local(instant: datetime | str, zone: str) -> datetime:
    """Wall time; projections keep instants as ISO 8601 text."""
    if isinstance(instant, str):
        instant = datetime.fromisoformat(instant)
    return instant.astimezone(ZoneInfo(zone))
