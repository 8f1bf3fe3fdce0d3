"""A copy of everything that is held about me: asked for, and read when it is ready."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.contracts.refusals import NotFound
from services.membership.api.routes import ME, api
from services.membership.commands import mydata
from services.membership.model.mydata import MyData
from services.runtime.http.wishes import Answer


class MyDataAnswer(Answer):
    """When you asked; `ready_at` is empty until every service has answered, then it can be read."""

    asked_at: datetime
    ready_at: datetime | None
    deleted_at: datetime | None


class SectionAnswer(Answer):
    """Rows of one kind, with a sentence that says what they are."""

    name: str
    about: str
    rows: list[dict[str, Any]]


class ContentsAnswer(Answer):
    """Everything that was held about you when you asked, by the service that holds it."""

    asked_at: datetime
    services: dict[str, list[SectionAnswer]]


@api.post(f"{ME}/data", status=202)
def ask_for_data() -> MyDataAnswer:
    """Ask for a copy of everything that is held about you, up to 3 times a day.

    A mail says when it is ready. Asking again before that changes nothing.
    """
    return _answer(mydata.ask(by=api.member_id))


@api.get(f"{ME}/data")
def my_data() -> MyDataAnswer:
    """Whether the copy of your data that you asked for last is ready."""
    found = mydata.mine(by=api.member_id)
    if found is None:
        raise NotFound("You have not asked for a copy, or it is deleted. Ask for a new one.")
    return _answer(found)


@api.get(f"{ME}/data/contents")
def contents_of_data() -> ContentsAnswer:
    """Everything that is held about you, as it is in the copy that you asked for last."""
    found, services = mydata.contents(by=api.member_id)
    return ContentsAnswer(
        asked_at=found.asked_at,
        services={
            service: [SectionAnswer(**section._asdict()) for section in sections]
            for service, sections in services.items()
        },
    )


def _answer(found: MyData) -> MyDataAnswer:
    return MyDataAnswer(asked_at=found.asked_at, ready_at=found.ready_at, deleted_at=found.gone_at)
