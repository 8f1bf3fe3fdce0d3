"""The clients of AWS: each is made on first use, all from one session."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

UNCHECKED = {"parameter_validation": False}
"""The service looks at what it is sent in any case; looking here too is a sixth of a mailing."""


def models() -> Path:
    """Where a package has what it knows of AWS, if it was taken from the botocore of this process.

    A checkout has none: there botocore's own, which knows all services and every call, is read.
    """
    from botocore import __version__ as version

    return Path(__file__).parent / "models" / str(version)


class Clients:
    """One client for each service that we call; a function pays only for those it uses."""

    @cached_property
    def dynamodb(self) -> Any:
        """Tables."""
        return self._client("dynamodb", attempts=3, answer_within=3, **UNCHECKED)

    @cached_property
    def events(self) -> Any:
        """Buses."""
        return self._client("events", attempts=3, answer_within=3)

    @cached_property
    def sqs(self) -> Any:
        """Queues."""
        return self._client("sqs", attempts=3, answer_within=3)

    @cached_property
    def ses(self) -> Any:
        """Mail; one attempt and never more: there is no token that makes a second one harmless."""
        return self._client("sesv2", attempts=1, answer_within=10, **UNCHECKED)

    @cached_property
    def s3(self) -> Any:
        """Files."""
        return self._client("s3", attempts=3, answer_within=3, signature_version="s3v4")

    @cached_property
    def cognito(self) -> Any:
        """The user pool, which answers only after our own triggers have."""
        return self._client("cognito-idp", attempts=2, answer_within=6)

    @cached_property
    def session(self) -> Any:
        """What all clients are made from; whoever listens to its events hears every call."""
        # Inline on purpose: whoever never calls AWS must not wait for this import. And botocore
        # alone: what boto3 puts on top is a tenth of a cold start, and nothing of it is used here.
        from botocore.loaders import Loader
        from botocore.session import get_session

        session = get_session()
        if models().is_dir():
            loader = Loader([str(models())], include_default_search_paths=False)
            session.register_component("data_loader", loader)
        return session

    def _client(self, name: str, *, attempts: int, answer_within: int, **more: Any) -> Any:
        """A client that gives up before the function does (15 seconds or more in the template)."""
        from botocore.config import Config

        config = Config(
            connect_timeout=1,
            read_timeout=answer_within,
            retries={"mode": "standard", "total_max_attempts": attempts},
            **more,
        )
        return self.session.create_client(name, config=config)
