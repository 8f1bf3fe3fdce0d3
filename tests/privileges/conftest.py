"""What is played here: the account of the faults, and a network in which something has happened."""

from __future__ import annotations

from tests.faults.conftest import stage
from tests.flows.test_every_page import lived_in

__all__ = ["lived_in", "stage"]
