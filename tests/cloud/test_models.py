"""What a package knows of AWS makes the same calls as all that botocore knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.loaders import Loader
from botocore.session import Session

from infra.cloud.models import CALLS, models
from services.runtime.aws import clients

ADAPTERS = Path(clients.__file__).parent
KEY = {"pk": {"S": "a"}, "sk": {"S": "b"}}
POOL = {"UserPoolId": "eu-west-2_Example", "Username": "m1"}
CHALLENGE = {"ClientId": "site", "ChallengeName": "CUSTOM_CHALLENGE", "Session": "s" * 20}
CONTENT = {"TemplateContent": {"Subject": "s", "Text": "t", "Html": "h"}, "TemplateData": "{}"}
ASKED: Mapping[tuple[str, str], dict[str, Any]] = {
    ("cognito-idp", "admin_create_user"): {
        **POOL,
        "UserAttributes": [{"Name": "email", "Value": "a@a.example"}],
        "MessageAction": "SUPPRESS",
    },
    ("cognito-idp", "admin_delete_user"): POOL,
    ("cognito-idp", "admin_set_user_password"): {**POOL, "Password": "p" * 12, "Permanent": True},
    ("cognito-idp", "admin_update_user_attributes"): {
        **POOL,
        "UserAttributes": [{"Name": "email", "Value": "ann@b.example"}],
    },
    ("cognito-idp", "initiate_auth"): {
        "ClientId": "site",
        "AuthFlow": "CUSTOM_AUTH",
        "AuthParameters": {"USERNAME": "m1"},
    },
    ("cognito-idp", "respond_to_auth_challenge"): {
        **CHALLENGE,
        "ChallengeResponses": {"USERNAME": "m1", "ANSWER": "1"},
    },
    ("dynamodb", "get_item"): {"TableName": "t", "Key": KEY, "ConsistentRead": True},
    ("dynamodb", "batch_get_item"): {
        "RequestItems": {"t": {"Keys": [KEY], "ConsistentRead": True}}
    },
    ("dynamodb", "query"): {
        "TableName": "t",
        "IndexName": "gsi1",
        "KeyConditionExpression": "gsi1pk = :pk",
        "ExpressionAttributeValues": {":pk": {"M": {"l": {"L": [{"N": "1"}, {"NULL": True}]}}}},
        "ScanIndexForward": False,
        "Limit": 3,
        "ExclusiveStartKey": KEY,
    },
    ("dynamodb", "transact_write_items"): {
        "TransactItems": [
            {"Put": {"TableName": "t", "Item": KEY, "ConditionExpression": "x"}},
            {"Delete": {"TableName": "t", "Key": KEY}},
            {"ConditionCheck": {"TableName": "t", "Key": KEY, "ConditionExpression": "x"}},
        ],
        "ClientRequestToken": "0" * 32,
    },
    ("dynamodb", "update_item"): {
        "TableName": "t",
        "Key": KEY,
        "UpdateExpression": "ADD counted :one",
        "ReturnValues": "ALL_NEW",
    },
    ("events", "put_events"): {
        "Entries": [{"EventBusName": "b", "Source": "s", "DetailType": "d", "Detail": "{}"}]
    },
    ("s3", "delete_object"): {"Bucket": "files", "Key": "a b"},
    ("s3", "get_object"): {"Bucket": "files", "Key": "a b"},
    ("s3", "put_object"): {
        "Bucket": "files",
        "Key": "a b",
        "Body": b"content",
        "ContentType": "text/plain",
    },
    ("sesv2", "send_bulk_email"): {
        "FromEmailAddress": "a@a.example",
        "DefaultContent": {"Template": {**CONTENT, "Headers": [{"Name": "n", "Value": "v"}]}},
        "BulkEmailEntries": [{"Destination": {"ToAddresses": ["b@a.example"]}}],
    },
    ("sqs", "send_message_batch"): {
        "QueueUrl": "https://sqs.eu-west-2.amazonaws.com/1/q",
        "Entries": [{"Id": "0", "MessageBody": "m"}],
    },
}
CHANGES = re.compile(r"amz-date|authorization|invocation-id|user-agent", re.IGNORECASE)


@pytest.fixture(scope="module")
def whole_and_cut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Session]]:
    folder = tmp_path_factory.mktemp("models")
    for name, content in models().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    whole, cut = Session(), Session()
    loader = Loader([str(folder)], include_default_search_paths=False)
    cut.register_component("data_loader", loader)
    for session in (whole, cut):
        session.set_credentials("invented", "invented")
    yield whole, cut


class Stopped(Exception):
    """The request is built and signed; it goes nowhere."""


def request(session: Session, region: str, service: str, call: str) -> dict[str, Any]:
    """What would go over the wire, but for what changes with every call."""
    client = session.create_client(service, region_name=region)
    sent: list[AWSPreparedRequest] = []

    def stop(request: AWSPreparedRequest, **_more: Any) -> None:
        sent.append(request)
        raise Stopped

    client.meta.events.register("before-send", stop)
    with pytest.raises(Stopped):
        getattr(client, call)(**ASKED[service, call])
    (one,) = sent
    body = one.body if isinstance(one.body, bytes | str | None) else one.body.read()
    kept = {name: value for name, value in one.headers.items() if not CHANGES.search(name)}
    signed = re.sub(r"/\d{8}/|Signature=.*", "", str(one.headers.get("Authorization")))
    return {"to": (one.method, one.url), "body": body, "headers": kept, "signed": signed}


@pytest.mark.parametrize("region", ["eu-west-2", "us-gov-west-1"])
@pytest.mark.parametrize(("service", "call"), ASKED)
def test_a_call_is_the_same_by_the_part_as_by_the_whole(
    whole_and_cut: tuple[Session, Session],
    monkeypatch: pytest.MonkeyPatch,
    region: str,
    service: str,
    call: str,
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    whole, cut = (request(session, region, service, call) for session in whole_and_cut)
    assert cut == whole


@pytest.mark.parametrize(("service", "call"), ASKED)
def test_an_answer_is_read_the_same(
    whole_and_cut: tuple[Session, Session], service: str, call: str
) -> None:
    """Every field of an answer and every error that a service declares."""
    shapes = []
    for session in whole_and_cut:
        client = session.create_client(service, region_name="eu-west-2")
        operation = client.meta.service_model.operation_model(
            client.meta.method_to_api_mapping[call]
        )
        answers = [operation.output_shape, *operation.error_shapes]
        shapes.append([described(shape) for shape in answers])
    assert shapes[0] == shapes[1]


def described(shape: Any, above: tuple[str, ...] = ()) -> Any:
    """A shape with everything under it, written out."""
    if shape is None or shape.name in above:
        return shape and shape.name
    above = (*above, shape.name)
    under = dict(getattr(shape, "members", {}))
    under |= {
        part: getattr(shape, part) for part in ("member", "key", "value") if hasattr(shape, part)
    }
    return (
        shape.name,
        shape.type_name,
        dict(shape.serialization),
        {name: described(one, above) for name, one in under.items()},
    )


def test_the_models_hold_every_call_of_the_adapters_and_no_other() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(ADAPTERS.glob("*.py")))
    named = dict(
        re.findall(r'def (\w+)\(self\) -> Any:\n.*\n +return self._client\("([\w-]+)"', source)
    )
    called: dict[str, set[str]] = {}
    for client, call, first in re.findall(r'_clients\.(\w+)\.(\w+)\(\s*(?:"(\w+)")?', source):
        called.setdefault(named[client], set()).add(first or call)
    assert called == CALLS
    assert set(ASKED) == {(service, call) for service in CALLS for call in CALLS[service]}
