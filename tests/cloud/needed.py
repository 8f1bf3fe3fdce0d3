"""Whether the local cloud is there: the project's own checks fail if it is not."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

ALL_ENGINES = "CANDOUR_ALL_ENGINES"


def ministack_or_skip() -> None:
    """Skip what needs ministack where it is not installed, unless it has to be there."""
    if find_spec("ministack") is None:
        why = "ministack is not installed; `python3 run.py test` and the extra `local` bring it"
        if os.environ.get(ALL_ENGINES):
            pytest.fail(f"{why}, and {ALL_ENGINES} says that it must be there")
        pytest.skip(why)
