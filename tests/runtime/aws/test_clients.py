"""What a function pays for, and how long it waits."""

from __future__ import annotations

import subprocess
import sys

import pytest

from services.runtime.aws.clients import Clients
from services.runtime.aws.platform import AwsPlatform

NAMES = ("dynamodb", "events", "sqs", "ses", "s3", "cognito")
FUNCTION_TIMEOUT = 15


@pytest.mark.parametrize("name", NAMES)
def test_every_client_gives_up_before_its_function_does(invented_account: None, name: str) -> None:
    config = getattr(Clients(), name).meta.config
    attempts = config.retries["total_max_attempts"]

    assert config.retries["mode"] == "standard"
    assert attempts * (config.connect_timeout + config.read_timeout) < FUNCTION_TIMEOUT


def test_mail_gets_exactly_one_attempt(invented_account: None) -> None:
    """Decision 11: an SDK retry after a lost answer is a second mail."""
    assert Clients().ses.meta.config.retries["total_max_attempts"] == 1


def test_a_client_is_made_once(aws: AwsPlatform) -> None:
    assert aws.clients.dynamodb is aws.clients.dynamodb
    assert aws.tables is aws.tables


def test_a_link_is_made_without_asking_anybody(aws: AwsPlatform) -> None:
    address = aws.files.link("note.pdf", seconds=60)

    assert address.startswith("https://candour-files.s3")
    assert "X-Amz-Expires=60" in address
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in address


def test_importing_the_platform_loads_nothing_of_the_sdk() -> None:
    """Cold starts: a function pays for what it uses."""
    program = (
        "import sys; from services.runtime.aws.platform import AwsPlatform;"
        "AwsPlatform().clock.now(); print({'boto3', 'botocore', 'jwt'} & set(sys.modules))"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "set()"
