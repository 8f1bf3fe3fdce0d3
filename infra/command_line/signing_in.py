"""Signing in with a code by mail, signing out, and who one is."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from infra.command_line import kept, screen
from infra.command_line.asking import SIGN_IN, Installation, Refused, address

app = typer.Typer()

At = Annotated[
    str,
    typer.Option(
        "--at",
        envvar="CANDOUR_AT",
        metavar="ADDRESS",
        help="The address of the installation.",
        show_default=True,
    ),
]
"""The option that every command has."""

HERE = "http://127.0.0.1:8080"
"""Where `python3 run.py` starts one."""


def installation(at: str) -> Installation:
    """The installation at an address, for whoever has signed in there on this machine."""
    return Installation(at, _id_token)


def _id_token(there: Installation) -> str:
    who = kept.signed_in(there.at)
    if who is None:
        raise Refused(SIGN_IN)
    try:
        found = there.tokens({"refresh_token": who["refresh_token"]})
    except Refused as refused:
        if refused.content.get("status") != 422:
            raise
        raise Refused(f"{refused.sentence} candour sign-in does it.") from refused
    if found["refresh_token"] != who["refresh_token"]:
        kept.keep(there.at, {**who, "refresh_token": found["refresh_token"]})
    return str(found["id_token"])


@app.command("sign-in")
def sign_in(
    email: Annotated[str, typer.Argument(help="Your address.")] = "",
    at: At = HERE,
) -> None:
    """Sign in with a code that is mailed to you; it holds for 30 days on this machine."""
    there = installation(at)
    email = email or typer.prompt("Your address")
    challenge = there.tokens({"email": email})["challenge"]
    screen.say(f"If {email} belongs to somebody, a code is on its way to it.")
    found = _answered(there, challenge)
    who: kept.SignedIn = {"email": email, "refresh_token": found["refresh_token"]}
    kept.keep(there.at, who)
    if found["account_kept"]:
        screen.say("Your account was to be deleted. By signing in you have called that off.")
    screen.done(f"You are signed in to {there.at}.")


def _answered(there: Installation, challenge: str) -> dict[str, Any]:
    """The tokens for a code, asked for until it is right or has ended."""
    while True:
        code = typer.prompt("Code", err=True)
        try:
            return there.tokens({"challenge": challenge, "code": code})
        except Refused as refused:
            if "challenge" not in refused.content:
                raise
            challenge = refused.content["challenge"]
            screen.wrong(refused.sentence, refused.fields)


@app.command("sign-out")
def sign_out(at: At = HERE) -> None:
    """Forget on this machine who signed in there."""
    where = address(at)
    if kept.forget(where):
        screen.done(f"Nobody is signed in to {where} on this machine any more.")
    else:
        screen.say(f"Nobody was signed in to {where}.")


@app.command()
def whoami(at: At = HERE) -> None:
    """Who you are there, and where you belong."""
    there = installation(at)
    me = there.get("/api/membership/me")
    who = kept.signed_in(there.at)
    email = who["email"] if who else ""
    screen.facts([("Installation", there.at), ("Address", email), ("Member", me["member_id"])])
    screen.out.print()
    rows = [
        (place["network_id"], place["standing"], ", ".join(place["roles"]).replace("_", " "))
        for place in me["places"]
    ]
    screen.table(("Network", "Standing", "Roles"), rows, numbers=False)
