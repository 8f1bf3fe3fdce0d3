"""First chapter: somebody joins, is let in and welcomed; somebody else does it by a program."""

from __future__ import annotations

from infra.embedded import demo
from infra.embedded.friday.story import API, HOME, Step, Story, check, shows
from infra.embedded.friday.visitor import Program

ORGANISATION = "Harbour View Surgery"


def front_page(story: Story) -> None:
    """Anybody sees what this is, and the ground rules."""
    shows(story.stranger.open("/"), 200, demo.NAME, demo.RULES[0])


def form_is_kept(story: Story) -> None:
    """An unfinished form comes back with what was typed."""
    form = shows(story.newcomer.open("/join"), 200).form("/join")
    again = shows(story.newcomer.send(form, email=story.newcomer.email), 422, "There is a problem")
    kept = again.form("/join").fields["email"]
    check(kept == [story.newcomer.email], "what was typed in the form", kept)


def ask_to_join(story: Story) -> None:
    """Name, address, organisation, network; then the code from the mail, after a wrong one."""
    her = story.newcomer
    form = her.open("/join").form("/join")
    code_page = her.send(
        form, name=her.name, email=her.email, organisation=ORGANISATION, agree="yes"
    )
    shows(code_page, 200, "Enter the code")
    wrong = shows(her.send(code_page.form("/sign-in/code"), code="0"), 422, "There is a problem")
    shows(story.enter_code(her, wrong), 200, her.name)


def not_in_yet(story: Story) -> None:
    """Whoever waits reads nothing."""
    for page in ("", "/sessions", "/notes"):
        shows(story.newcomer.open(HOME + page), 403)


def ask_by_program(story: Story) -> None:
    """The same by JSON."""
    his = story.leaver
    wish = {
        "name": his.name, "email": his.email, "organisation": ORGANISATION,
        "network": [demo.SLUG], "agree": True,
    }  # fmt: skip
    asked = story.program.call("POST", "/api/membership/join", wish)
    check(asked.status == 202, "the answer 202", f"{asked.status} {asked.body}")
    proof = {"challenge": asked.json()["challenge"], "code": story.room.code(his.email)}
    tokens = story.program.call("POST", "/api/membership/tokens", proof)
    check(tokens.status == 200, "tokens for the right code", tokens.body)
    me = Program(story.site, tokens.json()["id_token"]).call("GET", "/api/membership/me")
    standing = [place["standing"] for place in me.json()["places"]]
    check(standing == ["waiting"], "one place, waiting", me.body)


def chair_sees_them(story: Story) -> None:
    """Both are on the chair's list."""
    story.sign_in(story.chair)
    desk = story.chair.open(f"{HOME}/desk")
    shows(desk, 200, story.newcomer.name, story.leaver.name, story.applicant.name)


def chair_admits(story: Story) -> None:
    """One click each; the applicant of the demo waits on."""
    for person in (story.newcomer, story.leaver):
        desk = story.chair.open(f"{HOME}/desk")
        done = story.chair.send(desk.form("/approve", person.name))
        shows(done, 200)
        check(person.name not in done.text, f"{person.name} off the list", done.text)
    shows(story.newcomer.open(HOME), 200, demo.RULES[0])


def one_welcome(story: Story) -> None:
    """Exactly one welcome mail, beside the code."""
    for person in (story.newcomer, story.leaver):
        subjects = [
            m["subject"] for m in story.room.mail(person.email) if "code" not in m["subject"]
        ]
        check(len(subjects) == 1 and "elcome" in subjects[0], "one welcome mail", subjects)
    waiting = story.room.mail(story.applicant.email)
    check(not any("elcome" in m["subject"] for m in waiting), "no welcome for who waits", waiting)


def ask_needs_token(story: Story) -> None:
    """The JSON door knows nobody without a token."""
    answer = story.program.call("GET", f"/api/membership{API}/members")
    check(answer.status == 401, "401 without a token", f"{answer.status} {answer.body}")


STEPS: list[Step] = [
    ("The front page says what this is, with the ground rules", front_page),
    ("An unfinished form comes back with what was typed", form_is_kept),
    ("Somebody joins on the page, with a code by mail", ask_to_join),
    ("Until she is let in, she reads nothing", not_in_yet),
    ("Somebody else joins by a program", ask_by_program),
    ("The chair signs in and sees both on the list", chair_sees_them),
    ("The chair lets them in", chair_admits),
    ("Each gets exactly one welcome", one_welcome),
    ("Without a token, a program learns nothing", ask_needs_token),
]
