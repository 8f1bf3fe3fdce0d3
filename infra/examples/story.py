"""Everything that is asked, in an order in which each request has something to do."""

from __future__ import annotations

from infra.embedded.demo import HOST_ADMIN
from infra.examples import chairs, fridays, host, people, register, weeks
from infra.examples.scene import Scene
from services.runtime import platform


def told() -> Scene:
    """The scene with an example for each route, and with some refusals."""
    scene = Scene()
    try:
        happen(scene)
        chairs.end(scene)
    finally:
        platform.install(None)
    return scene


def happen(scene: Scene) -> None:
    """Everything but the end of the network."""
    fridays.be_refused(scene)
    people.arrive(scene)
    chairs.keep_the_desk(scene)
    people.find_each_other(scene)
    weeks.plan(scene)
    fridays.hold(scene)
    fridays.have_a_calendar(scene)
    fridays.write(scene)
    fridays.object_to_it(scene)
    people.complain(scene, HOST_ADMIN)
    register.keep(scene)
    chairs.invite(scene)
    chairs.bring_a_list(scene)
    chairs.thank(scene)
    chairs.count(scene)
    chairs.found_another(scene)
    host.look_after(scene)
    host.take_the_register_in(scene)
    host.open_networks(scene)
    host.count(scene)
    host.break_glass(scene)
    people.keep_an_account(scene)
    host.move(scene)
    chairs.hand_over(scene)
    register.change(scene)
