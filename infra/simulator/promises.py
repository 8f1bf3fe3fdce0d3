"""What must hold once everything has come to rest; what must hold at each moment is in `watch`."""

from __future__ import annotations

from datetime import datetime

from infra.simulator.world import World


def look(world: World, calm_from: datetime) -> None:
    """Write every broken promise into the journal."""
