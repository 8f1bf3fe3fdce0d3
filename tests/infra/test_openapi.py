"""What a program's author reads: every route with an example that was asked and is valid."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from infra import openapi
from infra.examples import story
from infra.examples.scene import Scene

ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
JSON, PROBLEM = "application/json", "application/problem+json"


@pytest.fixture(scope="module")
def told() -> Scene:
    return story.told()


@pytest.fixture(scope="module")
def document(told: Scene) -> dict[str, Any]:
    return openapi.description(told)


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def faults(document: dict[str, Any], schema: dict[str, Any], example: Any) -> list[str]:
    """What the schema, which may refer to others of the document, has against an example."""
    whole = {"components": document["components"], **schema}
    return [error.message for error in Draft202012Validator(whole).iter_errors(example)]


def test_every_route_has_an_example_of_what_is_sent_and_of_what_comes_back(
    document: dict[str, Any],
) -> None:
    without = []
    for operation in operations(document):
        (good,) = (answer for status, answer in operation["responses"].items() if status < "3")
        told = [*operation.get("requestBody", {}).get("content", {}).values()]
        told += [*good.get("content", {}).values()]
        told += [one for one in operation.get("parameters", ()) if one["required"]]
        without += [operation["operationId"] for one in told if "example" not in one]
    assert without == []


def test_a_new_route_that_nobody_asks_is_named(told: Scene) -> None:
    """Ask it in `infra/examples`, and it has its example."""
    fewer = Scene.__new__(Scene)
    fewer.refusals, fewer.examples = told.refusals, dict(told.examples)
    del fewer.examples["GET", "/api/membership/me"]
    with pytest.raises(LookupError, match="GET /api/membership/me "):
        openapi.description(fewer)


def test_every_example_is_what_its_schema_says(document: dict[str, Any]) -> None:
    wrong = []
    for operation in operations(document):
        of_files = operation.get("requestBody", {}).get("content", {})
        shown = [*of_files.values(), *operation.get("parameters", ())]
        for answer in operation["responses"].values():
            shown += [*answer.get("content", {}).values()]
        for one in shown:
            if "example" in one:
                found = faults(document, one["schema"], one["example"])
                wrong += [(operation["operationId"], fault) for fault in found]
    assert wrong == []


def test_a_wrong_example_would_be_found(document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/GrantRole"}
    assert faults(document, schema, {"role": "reviewer"}) == []
    assert faults(document, schema, {"role": "archbishop"}) != []
    assert faults(document, schema, {"role": "reviewer", "more": 1}) != []


def test_refusals_are_described_with_what_was_said(document: dict[str, Any]) -> None:
    """Each of one shape, with a sentence; whoever needs a token is told what happens without."""
    for answer in document["components"]["responses"].values():
        shown = answer["content"][PROBLEM]
        assert shown["examples"]
        for example in shown["examples"].values():
            assert faults(document, shown["schema"], example["value"]) == []
    for operation in operations(document):
        assert "default" in operation["responses"]
        assert ("401" in operation["responses"]) == bool(operation["security"])
        reads = "requestBody" in operation or any(
            one["in"] == "query" for one in operation.get("parameters", ())
        )
        assert ("422" in operation["responses"]) == reads


def test_every_operation_and_every_shape_is_said_in_words(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert operation["summary"].endswith("."), operation["operationId"]
        assert all(
            one["description"] for one in operation["responses"].values() if "$ref" not in one
        )
    shapes = document["components"]["schemas"]
    assert [
        name for name in shapes if name != "Problem" and not shapes[name].get("description")
    ] == []
    assert [name for name in shapes if "__" in name] == [], "two answers of one name"
    assert re.findall(r"\([A-Z]\d+\b", str(document)) == [], (
        "rules are for whoever changes the code"
    )
    names = [operation["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names))
    assert [name for name in names if name.count("_") < 2] == [], "say what is done to what"


def test_everybody_in_the_examples_is_fictional(document: dict[str, Any]) -> None:
    found = ADDRESS.findall(str(document["paths"]))
    assert found
    assert [one for one in found if not one.rstrip(".").endswith(".example")] == []
