"""Imports: a list is checked, committed, abandoned or undone, by chairs or by those of the host."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from services.contracts.refusals import NotFound
from services.membership import addresses, importing, model
from services.membership.importing import Basis, Import
from services.membership.model import Network
from services.membership.model.networks import must_go_on
from services.membership.store import imports as shelf
from services.membership.store import lists, lookups
from services.membership.store.imports import Deciding, Listed
from services.membership.store.table import save, table
from services.runtime import platform
from services.runtime.limits import demand
from services.runtime.ports import Write


def check(network_id: str, content: bytes, *, by: str) -> str:
    """Read a list and say of every row what would become of it; the id of the import.

    Nothing is written of anybody in it, and nobody gets mail (M24).
    """
    demand(table(), "import", by, most=20, within=timedelta(hours=1))
    there = shelf.deciding(network_id, by)
    _must_run(there, by)
    must_go_on(there.network)
    read = importing.read(content)
    findings = importing.classify(
        read,
        addresses,
        lambda keys: lookups.look_up(network_id, keys).facts,
        there.known.register.resolve,
    )
    report = importing.Report(findings, read.ignored, read.remarks)
    import_id, now = platform.new_id(), platform.now()
    chunks = importing.plan(import_id, findings, platform.new_id)
    state = importing.checked(import_id, network_id, chunks, by, now)
    kept = lists.keep(import_id, importing.lines(report), chunks, now + lists.KEPT_FOR)
    counts = {what.value: count for what, count in report.counts.items()}
    listed = Listed(state, counts, report.remarks, kept)
    save([shelf.put_import(listed), shelf.ran_by(state)])
    return import_id


def commit(network_id: str, import_id: str, wish: Basis, *, by: str) -> None:
    """Begin to bring in whoever is ready; ticks go on with it."""
    now = platform.now()

    def decide(state: Import, network: Network) -> Import:
        must_go_on(network)
        return importing.begin(state, wish, by, now)

    _decided(network_id, import_id, by, decide, lambda _: [shelf.go_on(import_id, now)])


def abandon(network_id: str, import_id: str, *, by: str) -> None:
    """Drop a dry run, and its lists with it."""
    _decided(
        network_id,
        import_id,
        by,
        lambda state, _: importing.abandon(state),
        lambda listed: lists.gone(import_id, listed.lists),
    )


def undo(network_id: str, import_id: str, *, by: str) -> None:
    """Begin to take back whoever has not done anything yet; ticks go on with it."""
    now = platform.now()
    _decided(
        network_id,
        import_id,
        by,
        lambda state, _: importing.begin_undo(state, now),
        lambda _: [shelf.go_on(import_id, now)],
    )


def look(network_id: str, import_id: str, *, by: str) -> tuple[Network, Listed]:
    """An import as those who may run it see it, and its network."""
    there = shelf.deciding(network_id, by, import_id)
    _must_run(there, by)
    return there.network, _there(there)


def look_at_all(network_id: str, *, by: str) -> Network:
    """The network whose imports somebody may see."""
    there = shelf.deciding(network_id, by)
    _must_run(there, by)
    return there.network


# --- parts --------------------------------------------------------------------------------------


def _decided(
    network_id: str,
    import_id: str,
    by: str,
    rule: Callable[[Import, Network], Import],
    also: Callable[[Listed], list[Write]],
) -> None:
    there = shelf.deciding(network_id, by, import_id)
    _must_run(there, by)
    listed = _there(there)
    changed = replace(listed, state=rule(listed.state, there.network))
    save([shelf.put_import(changed), shelf.ran_by(changed.state), *also(changed)])


def _must_run(there: Deciding, by: str) -> None:
    """Raise NotAllowed unless this is a chair of the network, or somebody of the host."""
    if by not in there.host.admins:
        model.must_be_chair(there.place)


def _there(there: Deciding) -> Listed:
    if there.listed is None:
        raise NotFound("There is no such import.")
    return there.listed
