"""AWS as botocore knows it, cut down to the calls that we make: a cold start reads all of it.

Whole, the models of five services and the list of every endpoint are three megabytes of JSON.
What is left here is taken over as it is, without its documentation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from botocore import xform_name
from botocore.loaders import Loader

CALLS: Mapping[str, frozenset[str]] = {
    "cognito-idp": frozenset(
        {
            "admin_create_user",
            "admin_delete_user",
            "admin_set_user_password",
            "admin_update_user_attributes",
            "initiate_auth",
            "respond_to_auth_challenge",
        }
    ),
    "dynamodb": frozenset(
        {"batch_get_item", "get_item", "query", "transact_write_items", "update_item"}
    ),
    "events": frozenset({"put_events"}),
    "s3": frozenset({"delete_object", "get_object", "put_object"}),
    "sesv2": frozenset({"send_bulk_email"}),
    "sqs": frozenset({"send_message_batch"}),
}
"""The methods of clients that `services/runtime/aws` calls; a package knows no others."""

AS_THEY_ARE = ("_retry", "partitions", "sdk-default-configuration")
MODEL, RULES = "service-2", "endpoint-rule-set-1"


@cache
def models() -> Mapping[str, bytes]:
    """The files of a data directory of botocore, by their path in it."""
    return {
        f"{name}.json": json.dumps(content, separators=(",", ":")).encode()
        for name, content in _contents(Loader())
    }


def _contents(loader: Any) -> Iterator[tuple[str, Any]]:
    for name in AS_THEY_ARE:
        yield name, loader.load_data(name)
    yield "endpoints", _endpoints(loader.load_data("endpoints"))
    for service, calls in CALLS.items():
        version = loader.determine_latest_version(service, MODEL)
        model = loader.load_service_model(service, MODEL, version)
        yield f"{service}/{version}/{MODEL}", _model(model, calls)
        yield f"{service}/{version}/{RULES}", loader.load_service_model(service, RULES, version)


def _model(model: Mapping[str, Any], calls: frozenset[str]) -> dict[str, Any]:
    """The operations that are called, and the shapes that they lead to."""
    operations = {
        name: operation
        for name, operation in model["operations"].items()
        if xform_name(name) in calls
    }
    shapes: dict[str, Any] = {}
    wanted = sorted(_shapes_in(operations))
    while wanted:
        name = wanted.pop()
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            wanted += sorted(_shapes_in(shapes[name]))
    kept = {name: part for name, part in model.items() if name != "documentation"}
    return {**kept, "operations": _unexplained(operations), "shapes": _unexplained(shapes)}


def _endpoints(endpoints: Mapping[str, Any]) -> dict[str, Any]:
    """Every partition and region, with the endpoints of our services."""
    prefixes = {"sesv2": "email"}
    ours = {prefixes.get(service, service) for service in CALLS}
    return {
        **endpoints,
        "partitions": [
            {
                **partition,
                "services": {n: said for n, said in partition["services"].items() if n in ours},
            }
            for partition in endpoints["partitions"]
        ],
    }


def _shapes_in(content: Any) -> set[str]:
    """The names of the shapes that a part of a model refers to."""
    if isinstance(content, list):
        return set().union(*map(_shapes_in, content))
    if not isinstance(content, dict):
        return set()
    named = {content["shape"]} if isinstance(content.get("shape"), str) else set()
    return named.union(*map(_shapes_in, content.values()))


def _unexplained(content: Any) -> Any:
    """The same without what is written for people."""
    if isinstance(content, list):
        return [_unexplained(one) for one in content]
    if not isinstance(content, dict):
        return content
    return {
        name: _unexplained(one)
        for name, one in content.items()
        if name != "documentation" or not isinstance(one, str)
    }
