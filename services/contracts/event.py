"""The event: a named fact about the past, said once by its owner and heard by whoever cares."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict

BusName = Literal["candour", "candour-private"]

UNSTAMPED = datetime.min.replace(tzinfo=UTC)


class Event(BaseModel):
    """A fact with its envelope.

    Rules name the fact and its `sequence`: the version of the thing after the change, so that of
    two facts about one thing the higher sequence is the newer one, however late it arrives. Saving
    the change stamps the rest of the envelope.
    """

    # Built when first used: a function knows many events and has to do with few of them.
    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True
    )

    source: ClassVar[str]
    bus: ClassVar[BusName]
    version: ClassVar[int] = 1

    event_id: str = ""
    occurred_at: datetime = UNSTAMPED
    sequence: int = 0
    caused_by: str | None = None
    network_id: str | None = None

    @classmethod
    def detail_type(cls) -> str:
        """The name on the bus, with the version, so that a breaking change has a new name."""
        return f"{cls.__name__}.v{cls.version}"

    def stamped(self, *, event_id: str, occurred_at: datetime, caused_by: str | None) -> Self:
        """The same fact with its envelope filled in."""
        return self.model_copy(
            update={"event_id": event_id, "occurred_at": occurred_at, "caused_by": caused_by}
        )

    def detail(self) -> dict[str, Any]:
        """The JSON object that travels on the bus."""
        return self.model_dump(mode="json")


class PublicEvent(Event):
    """Ids, versions, times and reason codes only (X1): may be archived, replayed and logged."""

    bus: ClassVar[BusName] = "candour"


class PrivateEvent(Event):
    """May carry an address, a name, a title or a code: never archived, never logged."""

    bus: ClassVar[BusName] = "candour-private"
