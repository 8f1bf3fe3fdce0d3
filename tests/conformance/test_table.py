"""What the engines can is on the page, and nothing is relied on that one of them has alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from tests.conformance.engines import CANNOT, NOT_RELIED_ON, ON_ONE_ONLY, RELIED_ON, table

PAGE = Path(__file__).parents[2] / "docs" / "local-cloud.md"
BEGIN, END = "<!-- engines -->", "<!-- end of engines -->"
HOW = "python -m tests.conformance.test_table writes the table anew"


def written() -> str:
    """The page with the table as the suite has it."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    return "\n".join([before + BEGIN, "", *table(), "", END + after])


def needed() -> set[str]:
    """What tests of this suite name by `needs`."""
    found = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.needs":
                (argument,) = node.args
                found.add(ast.literal_eval(argument))
    return found


def test_the_page_has_the_table_as_it_is() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(), HOW


def test_what_is_relied_on_is_proved_on_two_engines_at_least() -> None:
    """Issue 3: the product relies on nothing that only one has; exceptions have a reason."""
    alone = {
        name for name in RELIED_ON if sum(name not in cannot for cannot in CANNOT.values()) < 2
    }

    assert alone == ON_ONE_ONLY.keys()


def test_every_behaviour_has_a_test_and_every_gap_is_about_one() -> None:
    known = RELIED_ON.keys() | NOT_RELIED_ON.keys()

    assert needed() == known
    assert {name for cannot in CANNOT.values() for name in cannot} <= known


if __name__ == "__main__":
    sys.exit(0 if PAGE.write_text(written(), encoding="utf-8") else 1)
