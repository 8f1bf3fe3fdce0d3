"""The platform that this process runs on: AWS, unless another one was installed."""

from __future__ import annotations

from datetime import datetime

from services.runtime.ports import Platform

_installed: Platform | None = None


def install(chosen: Platform | None) -> None:
    """Run on this platform from now on; None goes back to AWS."""
    global _installed
    _installed = chosen


def current() -> Platform:
    """The platform; made on first use, so that importing a function costs nothing."""
    global _installed
    if _installed is None:
        # Inline on purpose: a process on another platform must never load boto3.
        from services.runtime.aws.platform import AwsPlatform

        _installed = AwsPlatform()
    return _installed


def now() -> datetime:
    """The present instant in UTC, from the platform's clock."""
    return current().clock.now()


def new_id() -> str:
    """A fresh id of 32 hexadecimal digits."""
    return current().ids.new()


def setting(name: str) -> str:
    """The setting of this name; raises KeyError with the name if the template does not set it."""
    return current().settings[name]
