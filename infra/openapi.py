"""The description of all JSON routes, made from the signatures of their functions.

Powertools describes what is in the path and the body, and what comes back. The query, files and
refusals are described here: the first by whatever its annotations say, which powertools refuses.
Examples are asked of a small network while the description is made (`infra/examples`).
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Union, get_args, get_origin, get_type_hints

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from pydantic import BaseModel, TypeAdapter

from infra.examples import showing
from infra.examples.scene import Example, Scene
from services.runtime.http.api import Api, ApiRoute
from services.runtime.http.uploads import Upload, Uploads
from services.runtime.http.wishes import is_wish

Schema = dict[str, Any]
SERVICES = ("membership", "sessions", "notes", "notifications")
ABOUT = (
    "The JSON interface of a Candour installation, for programs. docs/api.md says how to sign in"
    " and what to do when something is refused."
)
PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence that says what to do."},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "By field: what to do about it.",
        },
    },
}
A_FILE: Schema = {
    "required": True,
    "description": "The bytes of the file, up to 4 megabytes.",
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}
BYTES: Schema = {"type": "string", "format": "binary"}
A_FORM: Schema = {"type": "object", "properties": {"file": {"type": "array", "items": BYTES}}}
SEVERAL_FILES: Schema = {
    "required": True,
    "description": "The bytes of a file, or a form with up to 10 of them, 4 megabytes altogether.",
    "content": {**A_FILE["content"], "multipart/form-data": {"schema": A_FORM}},
}
FILES = {Upload: A_FILE, Uploads: SEVERAL_FILES}
TOKEN: Schema = {
    "type": "http",
    "scheme": "bearer",
    "description": "An id token from /api/membership/tokens.",
}
IN_THE_QUERY = {
    "next": "Where the list goes on: `next` of the answer before, for this route and person only.",
    "q": "What has been typed so far.",
    "network": "The network of yours from which you ask.",
    "answered": "Those that were answered, instead of those that wait.",
    "first": "From which row on, counted from 0.",
    "kind": "The kind of things: a file of the export.",
    "version": "The version of the session that was seen.",
    "permit": "The permit of the export, from /api/membership/networks/{network}/exports.",
}
"""What to send, by the name of the parameter, which says the same wherever it is read."""

RULES = re.compile(r" \([A-Z]\d+(?:, [A-Z]\d+)*\)")
"""What a docstring names for whoever changes the code: ids of rules, such as M9."""
WITHOUT_WORDS = {202: "It is taken up, and goes on by itself.", 204: "It is done."}
REFUSALS = {
    "SignInFirst": ("There is no token, or it has ended.", ("sign-in",)),
    "CannotBeUsed": (
        "Something that was sent cannot be used; `fields` says what to do about it.",
        ("invalid",),
    ),
    "Refused": (
        "Refused, with a sentence that says what to do; docs/api.md lists each status.",
        ("not-allowed", "not-found", "conflict"),
    ),
}


def description(told: Scene) -> Schema:
    """One description of the four services' JSON routes, with an example of each."""
    parts = {}
    for service in SERVICES:
        api: Api = importlib.import_module(f"services.{service}.api").api
        parts[service] = _described(service, api.routes)
        for route in api.routes:
            example = told.examples.get((route.method, route.path))
            if example is None:
                raise LookupError(f"{route.method} {route.path} is not asked in infra/examples.")
            name = operation_id(service, route)
            _exemplify(_operation(parts[service], route), route, showing.shown(name, example))
    whole, *others = _told_apart(parts)
    for part in others:
        whole["paths"].update(part["paths"])
        whole["components"]["schemas"].update(part["components"]["schemas"])
    whole["paths"] = dict(sorted(whole["paths"].items()))
    whole["components"]["schemas"]["Problem"] = PROBLEM
    whole["components"]["responses"] = _refusals(told.refusals)
    whole["components"]["securitySchemes"] = {"token": TOKEN}
    return whole


def _told_apart(parts: Mapping[str, Schema]) -> list[Schema]:
    """The parts, with a name of its own for each of two different shapes of one name."""
    shapes: dict[str, list[Schema]] = {}
    for part in parts.values():
        for name, shape in part["components"]["schemas"].items():
            known = shapes.setdefault(name, [])
            known.extend([] if shape in known else [shape])
    several = [name for name, known in shapes.items() if len(known) > 1]
    return [_renamed(part, several, service.title()) for service, part in parts.items()]


def _renamed(part: Schema, names: Sequence[str], before: str) -> Schema:
    text = json.dumps(part)
    for name in names:
        text = text.replace(
            f'"#/components/schemas/{name}"', f'"#/components/schemas/{before}{name}"'
        )
    renamed: Schema = json.loads(text)
    schemas = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = {
        f"{before}{name}" if name in names else name: shape for name, shape in schemas.items()
    }
    return renamed


def operation_id(service: str, route: ApiRoute) -> str:
    """The name of a route for programs that are made from the description."""
    return f"{service}_{route.function.__name__}"


def _described(service: str, routes: Sequence[ApiRoute]) -> Schema:
    resolver = APIGatewayHttpResolver(enable_validation=True)
    for route in routes:
        words = inspect.getdoc(route.function) or ""
        resolver.route(
            route.path,
            route.method,
            summary=words.partition("\n")[0],
            description=words,
            tags=[service],
            operation_id=operation_id(service, route),
        )(_without_query_and_file(route))
    text = resolver.get_openapi_json_schema(title="Candour", version="0.1.0", description=ABOUT)
    schema: Schema = json.loads(RULES.sub("", text))
    for route in routes:
        _complete(_operation(schema, route), route)
    schema.pop("servers", None)
    for unused in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schema["components"]["schemas"].pop(unused, None)
    return schema


def _operation(document: Schema, route: ApiRoute) -> Schema:
    path = route.path.replace("<", "{").replace(">", "}")
    found: Schema = document["paths"][path][route.method.lower()]
    return found


def _complete(operation: Schema, route: ApiRoute) -> None:
    """Say what powertools does not know of an operation."""
    if operation["description"] == operation["summary"]:
        del operation["description"]
    query = _query(route)
    if query:
        operation["parameters"] = [*operation.get("parameters", []), *query]
    file = _file_of(route.function)
    if file:
        operation["requestBody"] = deepcopy(file)
    operation["responses"] = _responses(operation, route)
    operation["security"] = [] if route.public else [{"token": []}]


def _exemplify(operation: Schema, route: ApiRoute, example: Example) -> None:
    """Put an example where a reader looks for it: at parameters, at the body, at the answer."""
    given = {**example.parts, **example.query}
    hints = get_type_hints(route.function, include_extras=True)
    for parameter in operation.get("parameters", ()):
        name = parameter["name"]
        if name in given:
            parameter["example"] = TypeAdapter(hints[name]).validate_python(given[name])
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        # What was sent is the bytes of one file, which a form may hold several of.
        form = kind == "multipart/form-data"
        body["example"] = {"file": [example.sent]} if form else example.sent
    for body in operation["responses"][str(route.status)].get("content", {}).values():
        body["example"] = example.answer


# --- what is asked ------------------------------------------------------------------------------


def _query(route: ApiRoute) -> list[Schema]:
    """The parameters of a route that are read from the query."""
    hints = get_type_hints(route.function, include_extras=True)
    return [
        {
            "name": name,
            "in": "query",
            "required": parameter.default is inspect.Parameter.empty,
            "description": IN_THE_QUERY[name],
            "schema": _sent_as(hints[name], parameter.default),
        }
        for name, parameter in inspect.signature(route.function).parameters.items()
        if _in_query(route, name, hints[name])
    ]


def _sent_as(hint: Any, default: Any) -> Schema:
    """The schema of a value in a query, which has no null: what is not sent is not there."""
    if get_origin(hint) in (Union, type(str | None)):
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    schema = TypeAdapter(hint).json_schema()
    told = default not in (None, "", inspect.Parameter.empty)
    return {**schema, "default": default} if told else schema


def _in_query(route: ApiRoute, name: str, hint: Any) -> bool:
    return not (is_wish(hint) or hint in FILES or f"<{name}>" in route.path)


def _file_of(function: Callable[..., Any]) -> Schema | None:
    """What is sent to a function that takes the body as a file, or several."""
    return next((FILES[hint] for hint in get_type_hints(function).values() if hint in FILES), None)


def _without_query_and_file(route: ApiRoute) -> Callable[..., Any]:
    """The function as powertools can describe it: the path, a wish, an answer."""
    function = route.function
    whole, hints = get_type_hints(function, include_extras=True), get_type_hints(function)
    parameters = [
        parameter.replace(annotation=hints[name])
        for name, parameter in inspect.signature(function).parameters.items()
        if hints[name] not in FILES and not _in_query(route, name, whole[name])
    ]

    def described(**arguments: Any) -> Any:
        return function(**arguments)

    described.__doc__, described.__name__ = function.__doc__, function.__name__
    described.__annotations__ = {one.name: one.annotation for one in parameters}
    described.__annotations__["return"] = hints["return"]
    described.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        parameters, return_annotation=hints["return"]
    )
    return described


# --- what is answered ---------------------------------------------------------------------------


def _responses(operation: Schema, route: ApiRoute) -> Schema:
    """The one way in which it goes well, and the refusals that a program should expect."""
    answer = get_type_hints(route.function)["return"]
    well: Schema = {"description": WITHOUT_WORDS.get(route.status, "")}
    if isinstance(answer, type) and issubclass(answer, BaseModel):
        words = " ".join((inspect.getdoc(answer) or "").partition("\n\n")[0].split())
        words = RULES.sub("", words)
        well = {"description": words, "content": operation["responses"]["200"]["content"]}
    refused = {} if route.public else {"401": _refusal("SignInFirst")}
    if "requestBody" in operation or _query(route):
        refused["422"] = _refusal("CannotBeUsed")
    return {str(route.status): well, **refused, "default": _refusal("Refused")}


def _refusal(name: str) -> Schema:
    return {"$ref": f"#/components/responses/{name}"}


def _refusals(told: Mapping[str, Any]) -> Schema:
    """The refusals that many operations share, by the names that they have in the document."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        name: {
            "description": words,
            "content": {
                "application/problem+json": {
                    "schema": schema,
                    "examples": {one: {"value": told[one]} for one in examples},
                }
            },
        }
        for name, (words, examples) in REFUSALS.items()
    }
