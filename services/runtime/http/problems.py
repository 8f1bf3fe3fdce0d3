"""One shape for everything that goes wrong: application/problem+json (RFC 9457)."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from services.contracts.refusals import Invalid, Refusal, TooMany

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}

FILL_IN = "Fill this in."
SENTENCES = {
    "missing": FILL_IN,
    "extra_forbidden": "This field is not known here; leave it out.",
    "string_too_short": FILL_IN,
    "too_short": FILL_IN,
    "string_too_long": "This is too long; {max_length} characters is the most.",
    "json_invalid": "This is not valid JSON.",
    "string_type": "Write text here.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number.",
    "int_parsing_size": "Write a smaller number.",
    "int_from_float": "Write a whole number.",
    "finite_number": "Write a whole number.",
    "bool_type": "Answer yes or no.",
    "bool_parsing": "Answer yes or no.",
    "enum": "Choose one of these: {expected}.",
    "literal_error": "Choose one of these: {expected}.",
    "greater_than_equal": "{ge} is the least.",
    "less_than_equal": "{le} is the most.",
    "string_pattern_mismatch": "This is not in the form that is needed here.",
    "tuple_type": "Send a list.",
    "list_type": "Send a list.",
    "model_type": "Send an object.",
}
"""By pydantic's error type; everything else gets pydantic's own message, which holds no input."""


def invalid(error: ValidationError) -> Invalid:
    """What pydantic found, as a refusal that repeats nothing of what was sent."""
    fields: dict[str, str] = {}
    for found in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in found["loc"]) or "body"
        fields.setdefault(name, _sentence(found))
    return Invalid("Some of what was sent cannot be used; see the fields.", fields)


def problem(refusal: Refusal) -> dict[str, Any]:
    """A refusal as an HTTP API answer."""
    content: dict[str, Any] = {
        "type": f"urn:candour:problem:{refusal.code}",
        "title": refusal.code.replace("-", " ").capitalize(),
        "status": refusal.status,
        "detail": refusal.sentence,
        **refusal.extension,
    }
    headers = {**SECURITY_HEADERS, "Content-Type": "application/problem+json"}
    if isinstance(refusal, Invalid) and refusal.fields:
        content["fields"] = refusal.fields
    if isinstance(refusal, TooMany):
        headers["Retry-After"] = str(refusal.retry_after)
    return {"statusCode": refusal.status, "headers": headers, "body": json.dumps(content)}


class Broken(Refusal):
    """Our fault; the details are in the log under the request's id, not in the answer."""

    status = 500
    code = "broken"


def _sentence(found: Any) -> str:
    if found["type"] == "value_error":
        return str(found["ctx"]["error"])
    known = SENTENCES.get(found["type"])
    return known.format(**found.get("ctx", {})) if known else f"{found['msg']}."
