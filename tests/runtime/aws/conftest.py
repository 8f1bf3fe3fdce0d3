"""A platform in AWS that has invented credentials and no network."""

from __future__ import annotations

import pytest
from botocore.session import Session

from services.runtime.aws.platform import AwsPlatform

SETTINGS = {
    "FILES_BUCKET": "candour-files",
    "USER_POOL_ID": "eu-west-2_Example",
    "USER_POOL_CLIENT_ID": "site-client",
}


SESSION = Session()


@pytest.fixture
def aws(invented_account: None) -> AwsPlatform:
    """The ports as they are made in a function."""
    return AwsPlatform(SETTINGS)


@pytest.fixture
def invented_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """The surroundings of a function, with credentials that open nothing."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "invented")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    # One session keeps the descriptions of the services between tests.
    monkeypatch.setattr("botocore.session.get_session", lambda: SESSION)
    # The SDK's own pauses between tries are not what is tested.
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _seconds: None)
