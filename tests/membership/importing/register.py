"""Small stand-ins for what surrounds an import: a register, and what is known of addresses."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from services.membership import addresses
from services.membership.importing import Finding, Known, classify, read
from services.membership.importing.classifying import Resolve
from services.membership.organisations import Organisation, Register

KELDER = Organisation("org-kelder", "Kelder Hospice", aliases=("Kelder",))
REGISTER = Register.of([KELDER, Organisation("org-wolds", "Wolds and Holme Hospice")])


class Facts:
    """What is known of addresses; remembers how it was asked."""

    def __init__(self, of: Mapping[str, Collection[Known]] | None = None) -> None:
        self.by_key: dict[str, set[Known]] = {}
        self.asked: list[Sequence[str]] = []
        for address, known in (of or {}).items():
            normal = addresses.checked(address)
            for key in (addresses.address_key(normal), addresses.alias_key(normal)):
                self.by_key.setdefault(key, set()).update(known)

    def __call__(self, keys: Sequence[str]) -> Mapping[str, Collection[Known]]:
        self.asked.append(keys)
        return {key: self.by_key[key] for key in keys if key in self.by_key}


def found(
    rows: Sequence[Sequence[str]],
    facts: Facts | None = None,
    resolve: Resolve = REGISTER.resolve,
) -> tuple[Finding, ...]:
    """What a dry run finds in rows of name, address, organisation and perhaps a role."""
    lines = ["\t".join(row) for row in (("Name", "E-mail", "Organisation", "Role"), *rows)]
    return classify(read("\n".join(lines).encode()), addresses, facts or Facts(), resolve)
