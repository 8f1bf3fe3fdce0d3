"""Who has signed in on this machine, and where: one refresh token for each installation.

    {"https://candour.example": {"email": "ada@trust.example", "refresh_token": "…"}}

The file is for its owner alone. Id tokens are not kept: they are made anew for each command.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TypedDict

import typer


class SignedIn(TypedDict):
    """Who it is, and what proves it for 30 days."""

    email: str
    refresh_token: str


def place() -> Path:
    """Where this system keeps what programs are told: ~/.config/candour, or what stands for it."""
    base = os.environ.get("XDG_CONFIG_HOME")
    folder = Path(base, "candour") if base else Path(typer.get_app_dir("candour"))
    return folder / "signed-in.json"


def signed_in(at: str) -> SignedIn | None:
    """Who has signed in to this installation, if anybody has."""
    return _all().get(at)


def keep(at: str, who: SignedIn) -> None:
    """Remember somebody, instead of whoever it was before."""
    _write({**_all(), at: who})


def forget(at: str) -> bool:
    """Remember nobody there any more; tells whether somebody was."""
    everybody = _all()
    if everybody.pop(at, None) is None:
        return False
    _write(everybody)
    return True


def _all() -> dict[str, SignedIn]:
    try:
        return dict(json.loads(place().read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def _write(everybody: dict[str, SignedIn]) -> None:
    """Beside it and then moved, so that it is whole; for nobody else from its first byte on."""
    file = place()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as writing:
        json.dump(everybody, writing, indent=1)
    new.replace(file)
