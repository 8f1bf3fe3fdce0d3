"""The template as a whole surface: a new part cannot forget its alarm, its queue or its rights."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.embedded.template import TEMPLATE, Template
from infra.embedded.wiring import FUNCTION
from services.contracts.catalogue import events

SERVICES = ("membership", "sessions", "notes", "notifications")
KNOWN_TYPES = Path(__file__).with_name("local_cloud_types.txt").read_text().split()
TABLE, QUEUE, RULE = "AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::Events::Rule"

PUBLIC_API = {
    "POST /api/membership/join",
    "POST /api/membership/tokens",
    "GET /api/membership/networks",
    "GET /api/membership/organisations",  # names while somebody types who has yet to join
    "GET /api/membership/statistics",  # published for everybody, of listed networks alone
    "GET /api/membership/statistics/{network}",
    "GET /api/membership/together",  # the same, of all listed networks together
    "POST /api/membership/complaints",  # of anybody, about how data is handled
    "POST /api/notes/objections",
    "GET /api/notes/objections/{receipt}",
}
"""The only API routes without a token; add one here only with a reason in the change."""

PUBLIC_PAGES = {
    "GET /",
    "GET /join",
    "POST /join",
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-in/code",
    "POST /sign-out",
    "GET /calendar/{token}/sessions.ics",
    "GET /privacy",
    "GET /networks/{network}/about",
    "GET /statistics",
    "GET /statistics/together",
    "GET /statistics/together/{file}",
    "GET /networks/{network}/statistics",
    "GET /networks/{network}/statistics/{file}",
    "GET /invitations/{token}",
    "GET /vouched/{token}",  # contacts outside have no account
    "POST /vouched/{token}",
    "GET /sought/{token}",
    "POST /sought/{token}",
    "GET /added/{token}",
    "POST /added/{token}",
    "GET /complaint",
    "POST /complaint",
    "GET /object",
    "POST /object",
    "GET /object/{receipt}",
    "GET /unsubscribe",
    "POST /unsubscribe",
}
"""The only pages that anybody may see."""

template = Template({"Stage": "test"})


def referred(value: Any) -> str:
    """The name of the resource that a reference points at."""
    return template.target(value).name


def resources(kind: str) -> list[Any]:
    """Parametrised over all resources of a type, named in the test's id."""
    return [pytest.param(found, id=found.name) for found in template.of_kind(kind)]


@pytest.mark.parametrize("route", resources("AWS::ApiGatewayV2::Route"))
def test_every_api_route_asks_for_a_token_unless_it_is_on_the_short_list(route: Any) -> None:
    key, kind = route.properties["RouteKey"], route.properties["AuthorizationType"]
    if "/api/" not in key:
        assert kind == "NONE", "pages read a cookie, which an authoriser cannot"
    elif key in PUBLIC_API:
        assert kind == "NONE"
    else:
        assert (kind, referred(route.properties["AuthorizerId"])) == ("JWT", "TokenAuthoriser")


def in_the_template(route: Any) -> str:
    """A route of the code, in the template's way of writing."""
    return f"{route.method} {route.path}".replace("<", "{").replace(">", "}")


def test_every_page_asks_who_you_are_unless_it_is_on_the_short_list() -> None:
    public = {
        in_the_template(route)
        for service in SERVICES
        for route in importlib.import_module(f"services.{service}.pages").pages.routes
        if route.public
    }
    assert public == PUBLIC_PAGES


def test_every_public_api_route_is_declared_public_in_the_code() -> None:
    public = {
        in_the_template(route)
        for service in SERVICES
        for route in importlib.import_module(f"services.{service}.api").api.routes
        if route.public
    }
    assert public == PUBLIC_API


@pytest.mark.parametrize("queue", resources(QUEUE))
def test_every_queue_has_dead_letters_with_an_alarm(queue: Any) -> None:
    said = queue.properties
    assert said["SqsManagedSseEnabled"] is True
    if not queue.name.endswith("DeadLetters"):
        assert referred(said["RedrivePolicy"]["deadLetterTargetArn"]) == f"{queue.name}DeadLetters"
        assert said["MessageRetentionPeriod"] == 4 * 24 * 3600, "decision 7: four days"
        return
    alarms = template.of_kind("AWS::CloudWatch::Alarm")
    dimensions = [alarm.properties.get("Dimensions", []) for alarm in alarms]
    watched = {referred(one["Value"]) for some in dimensions for one in some}
    assert queue.name in watched


@pytest.mark.parametrize("mapping", resources(FUNCTION))
def test_a_message_stays_away_six_times_as_long_as_the_function_may_take(mapping: Any) -> None:
    for event in mapping.properties.get("Events", {}).values():
        if event["Type"] == "SQS":
            queue = template.target(event["Properties"]["Queue"])
            timeout = mapping.properties.get("Timeout", template.globals["Timeout"])
            assert queue.properties["VisibilityTimeout"] >= 6 * timeout
            assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("rule", resources(RULE))
def test_every_rule_goes_to_a_queue_whose_policy_names_it(rule: Any) -> None:
    (target,) = rule.properties["Targets"]
    queue = template.target(target["Arn"])
    assert queue.kind == QUEUE, "never rule → function: a queue keeps what a function cannot take"
    policies = template.of_kind("AWS::SQS::QueuePolicy")
    (policy,) = [p for p in policies if queue.name in map(referred, p.properties["Queues"])]
    (statement,) = policy.properties["PolicyDocument"]["Statement"]
    allowed = map(referred, statement["Condition"]["ArnEquals"]["aws:SourceArn"])
    assert rule.name in set(allowed)
    assert referred(target["DeadLetterConfig"]["Arn"]) == f"{queue.name}DeadLetters"


@pytest.mark.parametrize("service", SERVICES)
def test_every_reaction_has_a_rule_and_every_rule_a_reaction(service: str) -> None:
    inbox = importlib.import_module(f"services.{service}.reactions").inbox
    ruled = {
        (bus, source, name)
        for rule in template.of_kind(RULE)
        if referred(rule.properties["Targets"][0]["Arn"]) == f"{service.capitalize()}Inbox"
        for bus in ["candour-private" if "Private" in rule.name else "candour"]
        for source in rule.properties["EventPattern"]["source"]
        for name in rule.properties["EventPattern"]["detail-type"]
        if events()[name].source == source
    }
    registered = {
        (event.bus, event.source, event.detail_type()) for event, _ in inbox.reactions.values()
    }
    assert ruled == registered


@pytest.mark.parametrize("rule", resources(RULE))
def test_a_rule_names_only_events_that_exist_on_its_bus(rule: Any) -> None:
    bus = "candour-private" if "Private" in rule.name else "candour"
    for name in rule.properties["EventPattern"]["detail-type"]:
        assert events()[name].bus == bus


@pytest.mark.parametrize("table", resources(TABLE))
def test_every_table_can_be_restored_expires_and_cannot_be_deleted(table: Any) -> None:
    said = table.properties
    restorable = said["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert restorable is (table.name != "DraftsTable"), "a destroyed draft must be gone"
    assert said["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert said["DeletionProtectionEnabled"] is True
    assert said["SSESpecification"] == {"SSEEnabled": True}


def test_drafts_have_no_stream() -> None:
    assert "StreamSpecification" not in template.resources["DraftsTable"].properties


@pytest.mark.parametrize("function", resources(FUNCTION))
def test_every_function_has_a_log_group_that_forgets(function: Any) -> None:
    log = template.target(function.properties["LoggingConfig"]["LogGroup"])
    name = template.text(function.properties["FunctionName"])
    assert template.text(log.properties["LogGroupName"]) == f"/aws/lambda/{name}"
    assert log.properties["RetentionInDays"] <= 30


@pytest.mark.parametrize("function", resources(FUNCTION))
def test_every_function_has_a_role_of_its_own_that_names_what_it_may_touch(function: Any) -> None:
    role = template.target(function.properties["Role"])
    assert role.name == f"{function.name}Role"
    assert "ManagedPolicyArns" not in role.properties
    for policy in role.properties["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            assert all("*" not in action for action in statement["Action"])
            assert "*" not in str(statement["Resource"])


@pytest.mark.parametrize("function", resources(FUNCTION))
def test_every_function_can_be_found(function: Any) -> None:
    module, _, name = function.properties["Handler"].rpartition(".")
    assert callable(getattr(importlib.import_module(module), name))


def test_the_local_cloud_knows_every_type() -> None:
    used = {resource.kind for resource in template.resources.values()}
    assert used - {FUNCTION} <= set(KNOWN_TYPES), "put a condition on what the local cloud lacks"


def test_cfn_lint_finds_nothing() -> None:
    found = subprocess.run(
        [str(Path(sys.executable).with_name("cfn-lint")), str(TEMPLATE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (0, "")
