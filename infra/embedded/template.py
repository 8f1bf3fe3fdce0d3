"""Reads `infra/template.yaml`: what is not in the template does not exist here either."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).parents[1] / "template.yaml"
VARIABLE = re.compile(r"\$\{([A-Za-z:.]+)\}")
NAMES = ("TableName", "QueueName", "FunctionName", "Name", "UserPoolName", "ClientName")
SECRET = "{{resolve:"  # noqa: S105 - how the template says that it holds none


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML with CloudFormation's short tags."""


def _short_tag(loader: Any, tag: str, node: Any) -> dict[str, Any]:
    if tag == "Ref":
        return {"Ref": loader.construct_scalar(node)}
    if tag == "GetAtt":
        return {"GetAtt": loader.construct_scalar(node).split(".")}
    if tag == "Sub":
        return {"Sub": loader.construct_scalar(node)}
    raise UnknownInTemplate(f"!{tag}")


_Loader.add_multi_constructor("!", _short_tag)


class UnknownInTemplate(Exception):
    """The template says something that this reader does not understand; teach it, do not skip."""


@dataclass(frozen=True)
class Resource:
    """One resource of the template; `properties` still hold references."""

    name: str
    kind: str
    properties: dict[str, Any]


class Template:
    """The template with its parameters filled in."""

    def __init__(self, parameters: dict[str, str], path: Path = TEMPLATE) -> None:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
        self._parameters = {
            name: parameters.get(name, declared.get("Default"))
            for name, declared in raw["Parameters"].items()
        }
        self.globals: dict[str, Any] = raw["Globals"]["Function"]
        self.resources = {
            name: Resource(name, said["Type"], said.get("Properties", {}))
            for name, said in raw["Resources"].items()
        }

    def of_kind(self, kind: str) -> list[Resource]:
        """All resources of one type, in the order of the template."""
        return [resource for resource in self.resources.values() if resource.kind == kind]

    def target(self, reference: Any) -> Resource:
        """The resource that a Ref, a GetAtt or a bare name points at."""
        if isinstance(reference, dict):
            reference = reference.get("Ref") or reference["GetAtt"][0]
        return self.resources[reference]

    def text(self, value: Any) -> str:
        """A string of the template with its references replaced by names."""
        match value:
            case {"Sub": str(pattern)}:
                return VARIABLE.sub(lambda found: self._named(found[1]), pattern)
            case {"Ref": str(name)}:
                return self._named(name)
            case {"GetAtt": [str(name), *_]}:
                return self._named(name)
            case str() | int():
                return str(value)
        raise UnknownInTemplate(repr(value))

    def _named(self, name: str) -> str:
        """A parameter's value, or the name that a resource was given."""
        name = name.split(".")[0]
        if name in self._parameters:
            return str(self._parameters[name])
        properties = self.resources[name].properties
        given = next((properties[key] for key in NAMES if key in properties), name)
        return self.text(given)
