"""Whatever is kept comes along when a network moves, or stays for a reason that is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("membership", "sessions", "notes", "notifications")
BOTH_KEYS = re.compile(r"^([A-Z][A-Z-]+#?)[^\s,]*(?:, ([A-Z]+#)\S*)?(?: {2,}|(?<=>) )(\S.*)$")
SORT_KEY = re.compile(r"^ {15,25}([A-Z]+(?:#<\w+>)?) {2,}\S")
DOCSTRING = re.compile(r'^"""(.*?)"""', re.DOTALL)
ROW = re.compile(r"^\| (\w+) \| `(\S+) ([^`]*)` \| (.+) \|$", re.MULTILINE)


def stores(service: str) -> list[Path]:
    place = ROOT / "services" / service
    return sorted(place.glob("store/**/*.py")) or [place / "store.py"]


def described(service: str) -> Iterator[tuple[str, str]]:
    """The kinds of items that a service's stores describe, each as what its two keys begin with."""
    for path in stores(service):
        text = DOCSTRING.match(path.read_text(encoding="utf-8"))
        if text is None:
            continue
        pk = ""
        for line in text[1].splitlines():
            if both := BOTH_KEYS.match(line):
                pk = both[1]
                if both[2] == "MEMBER#":
                    # What membership said lies under keys that the runtime knows.
                    yield from ((one, "") for one in (pk, both[2]))
                elif both[2] or re.match(r"[A-Z]+; ", both[3]):
                    pk = ""  # only says in which room more is said of it
                else:
                    yield from ((pk, sk) for sk in sort_keys(both[3]))
            elif pk and (inner := SORT_KEY.match(line)):
                yield from ((pk, sk) for sk in sort_keys(inner[1]))


def sort_keys(text: str) -> list[str]:
    """`STATE, TITLE, HELD   what ...` are three; `<time>#<m>   what` is one."""
    listed = re.split(r" {2,}| (?=[a-z])", text, maxsplit=1)[0]
    return [re.sub(r"<.*|…", "", one) or "<time>" for one in listed.split(", ")]


def decided() -> dict[tuple[str, str, str], str]:
    text = (ROOT / "docs/moving.md").read_text(encoding="utf-8")
    return {(s, pk, sk): what for s, pk, sk, what in ROW.findall(text)}


def test_every_kind_of_item_comes_along_or_stays_for_a_reason() -> None:
    """U15: whoever adds a kind of item to a store adds its row to docs/moving.md."""
    rows = decided()
    kinds = {(service, *kind) for service in SERVICES for kind in described(service)}

    assert kinds - set(rows) == set(), "decide whether it comes along, and write it down"
    assert set(rows) - kinds == set(), "it is kept no more"
    assert len(kinds) > 60
