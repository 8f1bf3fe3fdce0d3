"""The wire: every call of AWS is numbered, answered by moto or a script, and may meet a fault.

How a call ended is remembered with what it saw: to spell a question and to read its answer takes
the SDK ten times as long as to find it here. A fault is always met in the SDK itself.
"""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore import UNSIGNED
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from moto.core.models import botocore_stubber

from infra.embedded.roles import Permission, Role, acting, assumed
from tests.faults.faults import READS, Fault, Killed, busy
from tests.faults.journal import Journal
from tests.faults.permissions import needed
from tests.faults.pool import Pool, Refused
from tests.faults.tables import OK, Changes, Tables
from tests.runtime.aws.wire import answered, failure

OF_TABLES = frozenset({"GetItem", "BatchGetItem", "Query", "UpdateItem", "TransactWriteItems"})
OF_THE_POOL = frozenset(
    {
        "AdminCreateUser",
        "AdminDeleteUser",
        "AdminSetUserPassword",
        "AdminUpdateUserAttributes",
        "InitiateAuth",
        "RespondToAuthChallenge",
    }
)

WITH_TRIGGERS = frozenset({"InitiateAuth", "RespondToAuthChallenge"})
"""Calls that functions answer, which make calls themselves."""

Ask = Callable[[str, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Known:
    """How a call ended: what it gave or raised, what it changed, what its token stands for."""

    given: bytes
    raised: ClientError | None
    changes: Changes
    answer: tuple[bytes, AWSResponse] | None

    def again(self) -> dict[str, Any]:
        """Give the same, which the caller may change, or raise the same."""
        if self.raised:
            raise copy.copy(self.raised)
        given: dict[str, Any] = pickle.loads(self.given)  # noqa: S301 - ours, of `_learn`
        return given


class Wire:
    """Stands at `before-send` of these clients, between them and moto."""

    def __init__(self, clients: Iterable[Any], triggers: Role) -> None:
        self.tables = Tables()
        self.pool = Pool()
        self.calls: list[str] = []
        self.permissions: set[tuple[str, Permission]] = set()
        self._triggers = triggers
        self._known: dict[tuple[str, str, Hashable], Known] = {}
        self.begin({})
        for client in clients:
            # Every listener is called, even when one has answered: moto's must not be one of them.
            client.meta.events.unregister("before-send", botocore_stubber)
            # Nobody checks signatures, and making them takes a sixth of the time.
            client.meta.events.register("choose-signer.dynamodb", lambda **_more: UNSIGNED)
            client.meta.events.register("before-call", self._begins)
            client.meta.events.register("before-send", self._sends)
            client._make_api_call = partial(self._call, client._make_api_call)

    def begin(self, faults: Mapping[int, Fault]) -> None:
        """Number the calls from 0 again; those with these numbers will meet these faults."""
        self.calls = []
        self.faults = faults
        self.struck: set[int] = set()
        self.journal = Journal()
        self._last: dict[str, int] = {}
        self._answered: dict[Any, tuple[bytes, AWSResponse]] = {}

    def _call(self, ask: Ask, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """The call, or what came of the same one when it saw the same, if it meets no fault."""
        token = asked.get("ClientRequestToken")
        hit = len(self.calls) in self.faults
        if hit or token in self._answered or operation in WITH_TRIGGERS:
            return ask(operation, asked)
        question = operation, json.dumps(asked, sort_keys=True), self._seen_by(operation, asked)
        if question in self._known:
            self._repeat(operation, asked, self._known[question])
        else:
            self._known[question] = self._learn(ask, operation, asked)
        return self._known[question].again()

    def _seen_by(self, operation: str, asked: dict[str, Any]) -> Hashable:
        """All that an answer hangs on beside the request; a bus and the mail look at nothing."""
        if operation in OF_TABLES:
            return self.tables.state.seen_by(asked)
        return operation in OF_THE_POOL and asked["Username"] in self.pool.users

    def _learn(self, ask: Ask, operation: str, asked: dict[str, Any]) -> Known:
        given, raised = b"", None
        try:
            given = pickle.dumps(ask(operation, asked))
        except ClientError as error:
            raised = error.with_traceback(None)
        writes = operation in OF_TABLES - READS
        changes = self.tables.state.left_by(asked) if writes else {}
        return Known(given, raised, changes, self._answered.get(asked.get("ClientRequestToken")))

    def _repeat(self, operation: str, asked: dict[str, Any], known: Known) -> None:
        """Let all be as after the call, without the SDK."""
        self.calls.append(operation)
        self._note_permissions(operation, asked)
        if known.changes:
            self.tables.state = self.tables.state.after(known.changes)
        if known.answer:
            self._answered[asked["ClientRequestToken"]] = known.answer
        if operation in OF_THE_POOL:
            with suppress(Refused):
                self.pool.answer(operation, asked)
        elif not known.raised:
            self.journal.take_in(operation, asked)

    def _begins(self, model: Any, **_more: Any) -> None:
        self._last[model.name] = len(self.calls)
        self.calls.append(model.name)

    def _sends(self, event_name: str, request: AWSPreparedRequest, **_more: Any) -> AWSResponse:
        operation = event_name.rpartition(".")[2]
        self._note_permissions(operation, json.loads(request.body))
        number = self._last[operation]
        first = number not in self.struck
        fault = self.faults.get(number)
        if fault is None:
            return self._answer(operation, request)
        self.struck.add(number)
        match fault:
            case Fault.CRASH_BEFORE:
                raise Killed
            case Fault.CRASH_AFTER:
                self._answer(operation, request)
                raise Killed
            case Fault.ERROR:
                return failure("InternalServerError", 500)
            case Fault.THROTTLE:
                return busy(operation)
            case Fault.TIMEOUT:
                raise ReadTimeoutError(endpoint_url=request.url)
            case Fault.DENIED:
                return failure("AccessDeniedException")
            case Fault.PARTIAL if first:
                return self._answer_partly(operation, request)
        answer = self._answer(operation, request)
        if fault is Fault.LOST_FOR_GOOD or (fault is Fault.LOST and first):
            raise ConnectionClosedError(endpoint_url=request.url)
        return answer

    def _note_permissions(self, operation: str, asked: dict[str, Any]) -> None:
        if role := acting():
            self.permissions |= {(role.function, one) for one in needed(operation, asked)}

    # --- answers --------------------------------------------------------------------------------

    def _answer(self, operation: str, request: AWSPreparedRequest) -> AWSResponse:
        if operation == "TransactWriteItems":
            return self._by_token(operation, request)
        if operation in OF_TABLES:
            return self.tables.answer(operation, request)
        asked = json.loads(request.body)
        if operation in OF_THE_POOL:
            try:
                return answered(self._of_the_pool(operation, asked))
            except Refused as refused:
                return failure(str(refused))
        if operation == "SendBulkEmail":
            return answered(self._accept(asked))
        answer = botocore_stubber(event_name_of(operation), request)
        assert answer is not None, "moto sleeps"
        if answer.status_code == OK:
            self.journal.take_in(operation, asked)
        return answer

    def _of_the_pool(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """The pool calls its triggers in a function of their own."""
        with assumed(self._triggers):
            return self.pool.answer(operation, asked)

    def _by_token(self, operation: str, request: AWSPreparedRequest) -> AWSResponse:
        """A transaction whose token was seen is not carried out again; moto would."""
        asked = bytes(request.body)
        token = json.loads(asked)["ClientRequestToken"]
        if token in self._answered:
            before, answer = self._answered[token]
            if before != asked:
                return failure("IdempotentParameterMismatchException")
            return answered(json.loads(answer.content))
        answer = self.tables.answer(operation, request)
        if answer.status_code == OK:
            self._answered[token] = asked, answer
        return answer

    def _accept(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What SES answers when it takes everything; moto does not know the call."""
        self.journal.take_in("SendBulkEmail", asked)
        return {"BulkEmailEntryResults": [{"Status": "SUCCESS"} for _ in asked["BulkEmailEntries"]]}

    # --- half answers ---------------------------------------------------------------------------

    def _answer_partly(self, operation: str, request: AWSPreparedRequest) -> AWSResponse:
        asked = json.loads(request.body)
        match operation:
            case "TransactWriteItems":
                reasons = [{"Code": "None"} for _ in asked["TransactItems"]]
                reasons[-1] = {"Code": "TransactionConflict"}
                return failure("TransactionCanceledException", CancellationReasons=reasons)
            case "Query":
                return self._answer(operation, _instead(request, {**asked, "Limit": 1}))
            case "BatchGetItem":
                return self._some_keys(request, asked["RequestItems"])
            case "PutEvents":
                refused = {"ErrorCode": "InternalFailure", "ErrorMessage": "-"}
                done, left = _halves(asked["Entries"])
                said = self._done(operation, request, asked, "Entries", done)
                results = [*said.get("Entries", ()), *(refused for _ in left)]
                return answered({"FailedEntryCount": len(left), "Entries": results})
            case "SendMessageBatch":
                done, left = _halves(asked["Entries"])
                said = self._done(operation, request, asked, "Entries", done)
                failed = [{"Id": one["Id"], "Code": "-", "SenderFault": False} for one in left]
                return answered({"Successful": said.get("Successful", []), "Failed": failed})
            case "SendBulkEmail":
                done, left = _halves(asked["BulkEmailEntries"])
                said = self._accept({"BulkEmailEntries": done})
                later = [{"Status": "TRANSIENT_FAILURE"} for _ in left]
                return answered({"BulkEmailEntryResults": said["BulkEmailEntryResults"] + later})
        return self._answer(operation, request)

    def _done(
        self,
        operation: str,
        request: AWSPreparedRequest,
        asked: dict[str, Any],
        name: str,
        done: list[Any],
    ) -> dict[str, Any]:
        if not done:
            return {}
        answer = self._answer(operation, _instead(request, {**asked, name: done}))
        said: dict[str, Any] = json.loads(answer.content)
        return said

    def _some_keys(self, request: AWSPreparedRequest, tables: dict[str, Any]) -> AWSResponse:
        keys = [(table, key) for table, wanted in tables.items() for key in wanted["Keys"]]
        done, left = _halves(keys)
        if not done:  # DynamoDB does not answer that it has done nothing
            return failure("ProvisionedThroughputExceededException")
        answer = self._answer("BatchGetItem", _instead(request, {"RequestItems": _asked(done)}))
        return answered({**json.loads(answer.content), "UnprocessedKeys": _asked(left)})


def event_name_of(operation: str) -> str:
    """What moto's listener is called with."""
    return f"before-send.{operation}"


def _halves(things: list[Any]) -> tuple[list[Any], list[Any]]:
    return things[: len(things) // 2], things[len(things) // 2 :]


def _asked(keys: list[tuple[str, Any]]) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for table, key in keys:
        tables.setdefault(table, {"ConsistentRead": True, "Keys": []})["Keys"].append(key)
    return tables


def _instead(request: AWSPreparedRequest, asked: dict[str, Any]) -> AWSPreparedRequest:
    """The same request with another body."""
    body = json.dumps(asked).encode()
    headers = {**request.headers, "Content-Length": str(len(body))}
    return AWSPreparedRequest(request.method, request.url, headers, body, request.stream_output)
