"""Answers in AWS's place: the request is built and signed, and stopped before the network."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

Reply: TypeAlias = dict[str, Any] | Exception | AWSResponse
Script: TypeAlias = Reply | Callable[[dict[str, Any]], Reply]


class _Raw(io.BytesIO):
    def stream(self, **_size: Any) -> Iterator[bytes]:
        yield self.read()


def failure(code: str, status: int = 400, **more: Any) -> AWSResponse:
    """An answer that is an error of the service."""
    return _answer(status, {"__type": code, "message": "-", **more}, {"x-amzn-errortype": code})


def gateway_failure(status: int) -> AWSResponse:
    """An error page of something in between, which knows nothing of the service."""
    return AWSResponse("https://aws.example/", status, {}, _Raw(b"<html>Bad gateway</html>"))


@dataclass
class Wire:
    """What one client sends, and what it gets: the script in order, its last entry for ever."""

    client: Any
    script: list[Script]
    sent: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client.meta.events.register("before-send", self._reply)

    def _reply(self, request: AWSPreparedRequest, **_more: Any) -> AWSResponse:
        asked = json.loads(request.body or b"{}")
        entry = self.script[min(len(self.sent), len(self.script) - 1)]
        self.sent.append(asked)
        reply = entry(asked) if callable(entry) else entry
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, AWSResponse) else _answer(200, reply, {})


def answered(body: dict[str, Any]) -> AWSResponse:
    """What a service answers when all is well."""
    return _answer(200, body, {})


def _answer(status: int, body: dict[str, Any], headers: dict[str, str]) -> AWSResponse:
    return AWSResponse("https://aws.example/", status, headers, _Raw(json.dumps(body).encode()))
