"""Order, bounds, pages, the index, and that what has expired is never seen."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.runtime.ports import Delete, Item, Page, Platform, Put, Tables

# In order of their bytes: capitals before small letters, then the rest of the world.
NAMES = ["A#1", "A#10", "A#2", "B#1", "a#1", "é#1", "ﬀ#1", "🙂#1"]
LINE = "LINE"


def stop(name: str, **more: Any) -> Item:
    return {"pk": LINE, "sk": name, **more}


def indexed(number: int, place: str, **more: Any) -> Item:
    return {"pk": f"STOP#{number}", "sk": "STATE", "gsi1pk": LINE, "gsi1sk": place, **more}


def fill(tables: Tables, *items: Item) -> None:
    tables.transact(*(Put("things", item) for item in items))


def names(page: Page) -> list[str]:
    return [item["sk"] for item in page.items]


def test_many_items_come_in_the_order_they_were_asked_for(tables: Tables) -> None:
    tables.transact(Put("things", stop("1")), Put("others", stop("2", of="others")))

    found = tables.get_many(
        [("others", (LINE, "2")), ("things", (LINE, "2")), ("things", (LINE, "1"))] * 2
    )

    assert found == [stop("2", of="others"), None, stop("1")] * 2
    assert tables.get_many([]) == []


def test_more_than_a_hundred_at_once_is_refused(tables: Tables) -> None:
    keys = [("things", (LINE, str(n))) for n in range(101)]

    assert tables.get_many(keys[:100]) == [None] * 100
    with pytest.raises(ValueError, match="at most 100"):
        tables.get_many(keys)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_partition_is_read_in_order_of_the_bytes(tables: Tables, backwards: bool) -> None:
    fill(tables, *(stop(name) for name in reversed(NAMES)), {"pk": "LINES", "sk": "A#1"})

    page = tables.query("things", LINE, backwards=backwards)

    assert names(page) == (NAMES[::-1] if backwards else NAMES)
    assert page.next is None


@pytest.mark.parametrize(
    ("bounds", "found"),
    [
        ({"prefix": "A#"}, NAMES[:3]),
        ({"prefix": "A#1"}, NAMES[:2]),
        ({"prefix": "C"}, []),
        ({"up_to": "A#10"}, NAMES[:2]),
        ({"up_to": "A#1~"}, NAMES[:2]),
        ({"up_to": "A"}, []),
        ({"up_to": "\uffff"}, NAMES[:-1]),
    ],
)
@pytest.mark.parametrize("index", [False, True])
def test_bounds_hold_in_the_table_and_in_the_index(
    tables: Tables, bounds: dict[str, str], found: list[str], index: bool
) -> None:
    items = [stop(name) | ({"gsi1pk": "INDEX", "gsi1sk": name} if index else {}) for name in NAMES]
    fill(tables, *items)
    partition = "INDEX" if index else LINE

    page = tables.query("things", partition, index=index, **bounds)  # type: ignore[arg-type]

    assert names(page) == found


def test_the_bounds_exclude_each_other(tables: Tables) -> None:
    with pytest.raises(ValueError, match="exclude each other"):
        tables.query("things", LINE, prefix="A", up_to="B")


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("index", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 9])
def test_pages_of_any_size_make_the_same_list(
    tables: Tables, limit: int, index: bool, backwards: bool
) -> None:
    if index:
        fill(tables, *(indexed(9 - n, name) for n, name in enumerate(NAMES)))
    else:
        fill(tables, *(stop(name) for name in NAMES))
    name_of = "gsi1sk" if index else "sk"
    pages: list[list[str]] = []
    after: Item | None = None

    while after is not None or not pages:
        page = tables.query(
            "things", LINE, index=index, limit=limit, after=after, backwards=backwards
        )
        pages.append([item[name_of] for item in page.items])
        # A cursor travels through a page of the site as JSON.
        after = json.loads(json.dumps(page.next))

    assert [name for page in pages for name in page] == (NAMES[::-1] if backwards else NAMES)
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert 0 < len(pages[-1]) <= limit


def test_pages_keep_within_their_bounds(tables: Tables) -> None:
    fill(tables, *(stop(name) for name in NAMES))

    first = tables.query("things", LINE, prefix="A#", limit=2)
    second = tables.query("things", LINE, prefix="A#", limit=2, after=first.next)

    assert names(first) + names(second) == NAMES[:3]
    assert second.next is None


def test_a_list_goes_on_although_the_item_it_stopped_at_is_gone(tables: Tables) -> None:
    fill(tables, *(stop(name) for name in NAMES))
    first = tables.query("things", LINE, limit=2)

    tables.transact(Delete("things", (LINE, NAMES[1])))

    assert names(tables.query("things", LINE, after=first.next)) == NAMES[2:]


def test_items_at_the_same_place_of_the_index_each_come_once(tables: Tables) -> None:
    fill(tables, *(indexed(n, "same") for n in range(5)))
    seen: list[str] = []
    after: Item | None = None

    while after is not None or not seen:
        page = tables.query("things", LINE, index=True, limit=2, after=after)
        seen += [item["pk"] for item in page.items]
        after = page.next

    assert sorted(seen) == [f"STOP#{n}" for n in range(5)]


def test_the_index_holds_only_items_that_ask_for_it_and_whole(tables: Tables) -> None:
    fill(tables, indexed(1, "a", text="whole"), indexed(2, "b"), stop("not indexed"))

    tables.transact(Put("things", {"pk": "STOP#2", "sk": "STATE"}))

    assert tables.query("things", LINE, index=True).items == [indexed(1, "a", text="whole")]


def test_an_empty_partition_is_an_empty_last_page(tables: Tables) -> None:
    assert tables.query("things", LINE) == Page([], None)


def test_what_has_expired_is_never_seen(platform: Platform) -> None:
    """Privacy: DynamoDB may take days to sweep."""
    tables = platform.tables
    now = int(platform.clock.now().timestamp())
    live = stop("4", expires_at=now + 60)
    fill(tables, *(stop(str(n), expires_at=now - n) for n in range(4)), live)
    fill(tables, indexed(1, "a", expires_at=now - 1), indexed(2, "b", expires_at=now + 60))

    assert tables.get("things", (LINE, "0")) is None
    assert tables.get("things", (LINE, "4")) == live
    assert tables.get_many([("things", (LINE, "1")), ("things", (LINE, "4"))]) == [None, live]
    assert tables.query("things", LINE).items == [live]
    assert [item["pk"] for item in tables.query("things", LINE, index=True).items] == ["STOP#2"]


def test_expired_items_leave_no_holes_in_pages(platform: Platform) -> None:
    now = int(platform.clock.now().timestamp())
    fill(platform.tables, *(
        stop(f"{n:02}", **({} if n % 3 == 0 else {"expires_at": now - 1})) for n in range(12)
    ))  # fmt: skip

    first = platform.tables.query("things", LINE, limit=2)
    second = platform.tables.query("things", LINE, limit=2, after=first.next)

    assert (names(first), names(second)) == (["00", "03"], ["06", "09"])
    assert second.next is None
