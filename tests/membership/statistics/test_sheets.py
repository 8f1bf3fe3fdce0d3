"""Charts, tables and files: they say what the figures say, and cannot say more."""

from __future__ import annotations

import csv
import re
from xml.etree import ElementTree

import pytest

from services.membership.statistics import Figures, Inputs, SessionCount, count
from services.membership.statistics.drawing import poster
from services.membership.statistics.sheets import Sheet, sheets, spreadsheet
from tests.membership.statistics import fictional
from tests.membership.statistics.small import AS_OF, inputs

FIGURES = count(fictional.network())
SHEETS = {sheet.key: sheet for sheet in sheets(FIGURES)}
DRAWINGS = {
    **{
        f"{key} {name}": getattr(sheet, name)
        for key, sheet in SHEETS.items()
        for name in ("wide", "narrow")
    },
    "poster": poster(FIGURES, "The Network of Zoë & <Friends>"),
}
SVG = "{http://www.w3.org/2000/svg}"
UNSAFE = re.compile(r"style=|<style|<script|href=|on\w+=", re.IGNORECASE)


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_stands_alone_and_says_what_it_shows(name: str) -> None:
    """Well-formed, with title and description, and nothing that the policy for pages forbids."""
    root = ElementTree.fromstring(DRAWINGS[name])  # noqa: S314 - our own drawing

    assert root.attrib["role"] == "img"
    ids = {each.attrib["id"] for each in root.iter() if "id" in each.attrib}
    assert set(root.attrib["aria-labelledby"].split()) <= ids
    assert all(root.findtext(f"{SVG}{part}") for part in ("title", "desc"))
    assert int(root.attrib["font-size"]) >= 13
    assert not UNSAFE.search(DRAWINGS[name])
    assert len(DRAWINGS[name]) < 40_000


@pytest.mark.parametrize("name", DRAWINGS)
def test_nothing_is_drawn_beside_the_paper(name: str) -> None:
    root = ElementTree.fromstring(DRAWINGS[name])  # noqa: S314 - our own drawing
    _, _, width, height = map(float, root.attrib["viewBox"].split())

    for each in root.iter():
        x, y = float(each.get("x", 0)), float(each.get("y", 0))
        assert 0 <= x + float(each.get("width", 0)) <= width
        assert 0 <= y + float(each.get("height", 0)) <= height


def test_every_name_in_a_drawing_is_its_own_on_the_page() -> None:
    ids = re.findall(r' id="([^"]+)"', "".join(DRAWINGS.values()))

    assert len(ids) == len(set(ids)) > 0


def test_what_is_hidden_is_drawn_as_such() -> None:
    """M29: the same mark for every hidden group, however many people it has."""
    for name in ("wide", "narrow"):
        roles = getattr(SHEETS["roles"], name)
        assert roles.count("not shown") == roles.count("-hidden)") == 2
        assert "not shown, drawn evenly" in getattr(SHEETS["growth"], name)
        assert "stroke-dasharray" in getattr(SHEETS["growth"], name)
        assert "fewer than 5 people" in getattr(SHEETS["headcounts"], name)


def test_networks_that_publish_the_same_figures_look_the_same() -> None:
    """M29: whatever a small group holds, charts, tables, files and the poster do not change."""
    seen = set()
    for small in range(8):
        figures = count(
            inputs(
                joined={"2026-01": 50 - small, "2026-02": 40, "2026-03": small},
                trust=70, charity=2 + small, without=18 - small,
                roles={"Medicine": small, "Nursing": 40}, role_not_said=50 - small,
            )
        ).model_copy(update={"inputs": ""})  # fmt: skip
        parts = sheets(figures)
        files = [spreadsheet(sheet, figures) for sheet in parts]
        seen.add((*parts, *files, poster(figures, "A network")))

    assert len(seen) == 1


def test_groups_are_ordered_by_what_is_shown_never_by_what_is_not() -> None:
    rows = [("Art", 3), ("Building", 60), ("Cooking", 7), ("Dance", 90), ("Engineering", 0)]
    found = count(inputs(trust=170, roles=dict(rows), without=0, charity=0, role_not_said=10))
    roles = next(sheet for sheet in sheets(found) if sheet.key == "roles")

    assert [row[0] for row in roles.rows] == [name for name, _ in rows] + ["Not said"]
    texts = [each.text for each in ElementTree.fromstring(roles.wide).iter(f"{SVG}text")]  # noqa: S314
    assert [text for text in texts if text in dict(rows) or text == "Not said"] == [
        "Dance", "Building", "Art", "Cooking", "Engineering", "Not said",
    ]  # fmt: skip


def test_a_table_says_what_the_chart_shows() -> None:
    assert len(SHEETS["growth"].rows) == len(FIGURES.growth) == 45
    assert SHEETS["growth"].rows[-1] == ("November 2026", "40", f"{FIGURES.headline.members:,}")
    assert SHEETS["growth"].rows[0] == ("March 2023", "not shown", "10")
    assert ("10 March 2023", "fewer than 5") in SHEETS["headcounts"].rows
    assert any(row[1] == "not counted" for row in SHEETS["headcounts"].rows)
    assert ("National body", "5", "not shown") in SHEETS["sectors"].rows


def test_what_has_nothing_to_show_is_left_out() -> None:
    empty = inputs(trust=0, charity=0, without=0, joined={})

    assert sheets(count(empty)) == [] or [s.key for s in sheets(count(empty))] == ["growth"]
    assert "0 members" in poster(count(empty), "A new network")


@pytest.mark.parametrize("headcounts", [(3,), (None, 4), (0,), (12,), (7, None, 2, 90)])
def test_a_network_that_has_just_begun_can_be_drawn(headcounts: tuple[int | None, ...]) -> None:
    held = tuple(
        SessionCount(session_id=f"s{at}", held_on=AS_OF.replace(day=at + 1), headcount=headcount)
        for at, headcount in enumerate(headcounts)
    )
    few = inputs(trust=2, charity=0, without=1, sessions=held, notes={"2026-03": 1})
    for sheet in sheets(count(few)):
        for drawn in (sheet.wide, sheet.narrow):
            ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing


def exported(sheet: Sheet, figures: Figures) -> list[list[str]]:
    return list(csv.reader(spreadsheet(sheet, figures).splitlines()))


def test_a_file_has_the_table_and_what_it_was_counted_by() -> None:
    rows = exported(SHEETS["growth"], FIGURES)

    assert rows[0] == ["Month", "Joined", "In all, about"]
    assert rows[-6][2] == str(FIGURES.headline.members)  # a number, not "1,590"
    assert rows[-4:] == [
        ["Counted up to", "2026-11-20"],
        ["People counted on", "2026-11-20"],
        ["Version of the rules", "1"],
        ["Fingerprint", FIGURES.inputs],
    ]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_no_cell_of_a_file_is_a_formula(begins: str) -> None:
    """X6: kinds of role come from what people wrote."""
    name = f"{begins}cmd('calc')"
    found = count(inputs(roles={name: 60, "Nursing": 40}))
    roles = next(sheet for sheet in sheets(found) if sheet.key == "roles")

    assert roles.rows[0][0] == name
    assert exported(roles, found)[1][0] == f"'{name}"


def test_words_of_others_are_words_in_a_drawing() -> None:
    name = '</text><script>alert("1")</script>'
    found = count(inputs(roles={name: 60, "Nursing": 40}))
    roles = next(sheet for sheet in sheets(found) if sheet.key == "roles")

    assert "<script" not in roles.wide + roles.narrow + poster(found, name)


def test_inputs_are_not_in_what_is_published() -> None:
    given: Inputs = fictional.network()
    shown = "".join(DRAWINGS.values()) + FIGURES.text()

    assert given.salt not in shown
    assert not any(each.organisation_id in shown for each in given.people.organisations)
