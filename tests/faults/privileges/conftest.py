"""What is played here beside the stage of the faults: a network in which something has happened."""

from __future__ import annotations

from tests.flows.test_every_page import lived_in

__all__ = ["lived_in"]
