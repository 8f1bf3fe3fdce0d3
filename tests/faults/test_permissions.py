"""Every call that a function was seen to make is allowed by its role in the template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.embedded.template import Template
from infra.embedded.wiring import FUNCTION
from tests.faults.paths import PATHS
from tests.faults.permissions import Permission
from tests.faults.playing import play
from tests.faults.stage import Stage
from tests.world import PARAMETERS


def granted() -> Iterator[Permission]:
    """What the roles of the template allow, by the handler of their function."""
    template = Template(PARAMETERS)
    for function in template.of_kind(FUNCTION):
        role = template.target(function.properties["Role"])
        for policy in role.properties["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                resources = statement["Resource"]
                for resource in resources if isinstance(resources, list) else [resources]:
                    for action in statement["Action"]:
                        name = _name(template, resource)
                        yield Permission(function.properties["Handler"], action, name)


def _name(template: Template, resource: Any) -> str:
    """What is called by that name in requests; of an address that is written out the last part."""
    if isinstance(resource, dict) and "AWS::" in resource.get("Sub", ""):
        resource = {"Sub": resource["Sub"].rpartition(":")[2].partition("/")[2]}
    return template.text(resource)


def test_no_function_lacks_a_permission_for_a_call_that_it_makes(stage: Stage) -> None:
    """S11: 0 missing; every path is played, and what was called is compared with the roles."""
    stage.wire.permissions.clear()
    for path in PATHS:
        play(stage, path)
    used = {one for one in stage.wire.permissions if one.function}
    assert len({one.function for one in used}) > 12, "functions were not told apart"
    assert sorted(used - set(granted())) == []
