"""A small fictional register in the published format, and the real files where they are."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from services.membership.organisations import Register

HERE = Path(__file__).parent
FOLDER = "CANDOUR_ODS"
Rows = list[list[str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def trusts() -> Rows:
    return read(HERE / "fictional-trusts.csv")


@pytest.fixture
def successions() -> Rows:
    return read(HERE / "fictional-successions.csv")


@pytest.fixture(scope="session")
def register() -> Register:
    return Register.from_ods(
        read(HERE / "fictional-trusts.csv"), read(HERE / "fictional-successions.csv")
    )


@pytest.fixture(scope="session")
def published() -> tuple[Rows, Rows]:
    """The rows of ods-trusts.csv and ods-successions.csv."""
    folder = os.environ.get(FOLDER)
    if not folder:
        pytest.skip(f"{FOLDER} does not name the folder of ods-trusts.csv and ods-successions.csv")
    return read(Path(folder) / "ods-trusts.csv"), read(Path(folder) / "ods-successions.csv")
