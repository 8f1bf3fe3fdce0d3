"""S11: every role allows what its function does, and nothing else.

What a function does is played: every path on the side of AWS, what may go wrong there, every page
that somebody can reach, what people send and what programs ask.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from samtranslator.translator.managed_policy_translator import ManagedPolicyLoader
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from infra.embedded.roles import Permission, Roles
from infra.embedded.template import TEMPLATE, Template
from infra.embedded.wiring import FUNCTION
from services.runtime import platform
from tests.faults.paths import PATHS
from tests.faults.playing import play
from tests.faults.privileges import erasing, mishaps, people, programs
from tests.faults.stage import Stage
from tests.faults.tables import REGION
from tests.flows import test_every_page as pages
from tests.flows.network import Network
from tests.world import PARAMETERS

Needed = set[tuple[str, Permission]]


@pytest.fixture(scope="module")
def needed(stage: Stage, lived_in: Network) -> Needed:
    """Every permission that a function was seen to need, by the function's name."""
    for path in PATHS:
        play(stage, path)
    mishaps.happen(stage)
    guard = lived_in.world.machine.guard
    platform.install(guard)
    for who in pages.WHO:
        pages.test_every_link_leads_to_a_page_that_reads_well(lived_in, who)
    people.send_everything(lived_in)
    programs.ask_everything(lived_in)
    erasing.happens(lived_in)
    return stage.guard.asked | guard.asked


def roles(path: Path = TEMPLATE) -> Roles:
    template = Template(PARAMETERS, path)
    return Roles.read(template, template.of_kind(FUNCTION))


def missing(needed: Needed, given: Roles) -> list[tuple[str, Permission]]:
    """What functions need and their roles do not allow: of their calls and of Lambda's own."""
    granted = {(role.function, one) for role in given.all for one in role.granted}
    of_lambda = {(role.function, one) for role in given.all for one in role.lambdas_own}
    return sorted((needed | of_lambda) - granted)


def test_nothing_is_missing(needed: Needed) -> None:
    assert missing(needed, roles()) == []


def test_nothing_is_unused(needed: Needed) -> None:
    """If this names yours: does a function need it? Then play that in `tests/faults/privileges`."""
    unused = {
        (role.function, permission)
        for role in roles().all
        for permission in role.granted - role.lambdas_own
    }
    assert sorted(unused - needed) == []


@pytest.mark.parametrize(
    ("function", "action"),
    [
        ("MembershipReactions", "dynamodb:PutItem"),
        ("SessionsRelay", "events:PutEvents"),
        ("NotificationsTicks", "sqs:SendMessage"),
        ("NotificationsSending", "ses:SendBulkEmail"),
        ("MembershipTicks", "cognito-idp:AdminDeleteUser"),
        ("NotesReactions", "sqs:DeleteMessage"),
    ],
)
def test_a_permission_taken_away_is_missed(
    needed: Needed, tmp_path: Path, function: str, action: str
) -> None:
    before, role, after = TEMPLATE.read_text(encoding="utf-8").partition(f"  {function}Role:\n")
    broken = tmp_path / "template.yaml"
    without = after.replace(action, "iam:GetUser", 1)
    broken.write_text(before + role + without, encoding="utf-8")
    found = missing(needed, roles(broken))
    assert {(name, permission.action) for name, permission in found} == {(function, action)}


def test_no_role_that_is_deployed_has_a_star(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that SAM makes for the schedules too: each may call its one function."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    template = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    template["Globals"]["Function"]["CodeUri"] = "s3://packages/all"
    deployed: dict[str, Any] = transform(template, {}, ManagedPolicyLoader(None))["Resources"]
    found = [each for each in deployed.values() if each["Type"] == "AWS::IAM::Role"]
    assert len(found) > len(roles().all), "schedules have roles too"
    for role in found:
        assert role["Properties"].get("ManagedPolicyArns", []) == []
        for policy in role["Properties"]["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement["Effect"] == "Allow"
                assert "*" not in str([statement["Action"], statement["Resource"]])
    assert not [
        name
        for name, each in deployed.items()
        if "IAM" in each["Type"] and each["Type"] != "AWS::IAM::Role"
    ]
