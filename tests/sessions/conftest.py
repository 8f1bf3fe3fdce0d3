"""Networks in memory for the tests of sessions."""

from tests.membership.conftest import everybody, network

__all__ = ["everybody", "network"]
