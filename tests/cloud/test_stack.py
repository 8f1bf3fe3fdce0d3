"""The very template is what is deployed, and deploying it again keeps what is stored."""

from __future__ import annotations

from infra.cloud.engine import CloudEngine
from infra.embedded.events import Request


def test_the_deployed_site_answers(cloud: CloudEngine) -> None:
    answer = cloud.answer(Request("GET", "/"))

    assert answer.status == 200
    assert "Safety" in answer.text
