"""Ten mistakes that somebody could make one day, each with the test that would tell them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

EVERY_CALL = (
    "tests/faults/test_every_call.py::"
    "test_a_fault_at_any_call_leaves_nothing_lost_doubled_or_half_done"
)


@dataclass(frozen=True)
class Breakage:
    """A change of one file, and the test that must fail after it."""

    name: str
    file: str
    edits: tuple[tuple[str, str], ...]
    caught_by: str

    def apply(self, tree: Path) -> None:
        """Make the mistake in this copy of the project."""
        text = (tree / self.file).read_text(encoding="utf-8")
        for right, mistaken in self.edits:
            assert text.count(right) == 1, f"{self.file} has changed: {right!r}"
            text = text.replace(right, mistaken)
        (tree / self.file).write_text(text, encoding="utf-8")


BREAKAGES = (
    Breakage(
        "dual write",
        "services/runtime/saving.py",
        (
            (
                "        platform.current().tables.transact(*writes, *rows)\n",
                "        for write in [*writes, *rows]:\n"
                "            platform.current().tables.transact(write)\n",
            ),
        ),
        f"{EVERY_CALL}[approve]",
    ),
    Breakage(
        "FailedEntryCount ignored",
        "services/runtime/aws/bus.py",
        (('if answer["FailedEntryCount"]:', 'if answer["FailedEntryCount"] is None:'),),
        "tests/runtime/aws/test_bus_and_queues.py::test_refused_entries_are_told_by_their_position",
    ),
    Breakage(
        "marker before effect",
        "services/runtime/relay.py",
        (
            (
                "        failed = set(platform",
                "        platform.current().tables.transact(\n"
                '            *(Delete(table, (row["pk"], row["sk"])) for row in batch)\n'
                "        )\n"
                "        failed = set(platform",
            ),
        ),
        f"{EVERY_CALL}[the relay]",
    ),
    Breakage(
        "the SDK sends mail again",
        "services/runtime/aws/clients.py",
        (('"sesv2", attempts=1', '"sesv2", attempts=3'),),
        f"{EVERY_CALL}[the sender]",
    ),
    Breakage(
        "told apart by the id that the bus gives",
        "services/runtime/inbox.py",
        (
            (
                'kind.model_validate(envelope["detail"])',
                'kind.model_validate({**envelope["detail"], "event_id": envelope["id"]})',
            ),
        ),
        "tests/flows/test_joining.py::test_hearing_everything_again_changes_nothing",
    ),
    Breakage(
        "the last to arrive wins",
        "services/runtime/saving.py",
        (('"as_of": sequence}, OlderThan(sequence))', '"as_of": sequence})'),),
        "tests/runtime/test_saving_and_relay.py::"
        "test_of_two_projections_the_higher_sequence_wins_whatever_comes_last",
    ),
    Breakage(
        "a bad message holds up its batch",
        "services/runtime/inbox.py",
        (
            (
                '"itemIdentifier": message["messageId"]})\n',
                '"itemIdentifier": message["messageId"]})\n            break\n',
            ),
        ),
        "tests/runtime/test_inbox.py::test_a_poison_message_comes_again_alone",
    ),
    Breakage(
        "a table forgotten in erasure",
        "services/sessions/reactions.py",
        (("    erasing.forget(store.table(), event.member_id)\n", ""),),
        "tests/flows/test_erasing.py::test_nothing_is_left_of_somebody_who_was_erased[once]",
    ),
    Breakage(
        "personal data in a log line",
        "services/runtime/logs.py",
        (
            ('"error": type(raised).__name__', '"error": str(raised)'),
            ("if name in FIELDS and _harmless(value)", "if name in FIELDS"),
        ),
        "tests/runtime/test_http.py::test_a_fault_leaves_neither_message_nor_input_in_the_log",
    ),
    Breakage(
        "a missing permission",
        "infra/template.yaml",
        ((", cognito-idp:AdminDeleteUser]", "]"),),
        "tests/faults/test_permissions.py::"
        "test_no_function_lacks_a_permission_for_a_call_that_it_makes[membership's tick]",
    ),
)
