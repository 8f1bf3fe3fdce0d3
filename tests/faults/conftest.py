"""One stage for all tests here: an account that is prepared once and gone back to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from moto import mock_aws

from services.runtime import logs
from tests.faults.stage import Stage
from tests.faults.tables import REGION, cast


@dataclass
class Coverage:
    """How much was played, for the line at the end."""

    calls: dict[str, list[str]] = field(default_factory=dict)
    cases: int = 0
    pairs: str = ""

    def add(self, path: str, calls: list[str], cases: int) -> None:
        """A path, its calls, and how many cases of them were played."""
        self.calls[path] = calls
        self.cases += cases

    def __str__(self) -> str:
        calls = sum(len(of_path) for of_path in self.calls.values())
        said = f"{len(self.calls)} paths, {calls} calls of AWS, {self.cases} cases"
        return f"{said}{self.pairs}"


PLAYED = Coverage()


@pytest.fixture(scope="package")
def coverage() -> Coverage:
    """What is printed at the end."""
    return PLAYED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was covered."""
    if PLAYED.calls or PLAYED.pairs:
        terminalreporter.write_line(f"faults: {PLAYED}")


@pytest.fixture(scope="package")
def stage() -> Iterator[Stage]:
    """The account; nobody else may use moto while it lasts."""
    with (
        pytest.MonkeyPatch.context() as patch,
        mock_aws(config={"core": {"reset_boto3_session": False}}),
    ):
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        # The SDK's own pauses between tries are not what is tested.
        patch.setattr("botocore.endpoint.time.sleep", lambda _seconds: None)
        # A process begins with all its repetitions; what is remembered earns the SDK none back.
        patch.setattr("botocore.retries.quota.RetryQuota.acquire", lambda _self, _amount: True)
        # Nobody reads who is calling, and the SDK spells it out anew for each call.
        patch.setattr(
            "botocore.useragent.UserAgentString.to_string", lambda _self: "the tests of faults"
        )
        # Nearly all that is compared is text, which moto asks last.
        patch.setattr("moto.dynamodb.models.dynamo_type.DynamoType.cast_value", property(cast))
        # What fails on purpose says so in the log, some thousand times.
        patch.setattr(logs, "_out", io.StringIO())
        yield Stage()
