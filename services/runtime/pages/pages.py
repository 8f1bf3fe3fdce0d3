"""HTML for people: a route is a function whose signature says what it takes.

    pages = Pages("sessions")

    @pages.get("/networks/<network>/desk/sessions")
    def desk(network: str) -> Shown: ...

    @pages.post("/networks/<network>/desk/sessions", again=desk)
    def schedule(network: str, wish: ScheduleSession) -> Shown: ...

A form that cannot be used comes back by `again`, with what was typed and an error summary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from pydantic import ValidationError

from services.contracts.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany
from services.runtime import logs, platform
from services.runtime.http.problems import Broken, invalid
from services.runtime.http.routes import Routes
from services.runtime.pages import addresses, forms, last_resort
from services.runtime.pages import cookies as jar
from services.runtime.pages.answers import HEADERS, TITLES, Shown, answer, with_retry
from services.runtime.pages.forms import Attempt
from services.runtime.pages.rendering import environment
from services.runtime.pages.signature import Signature
from services.runtime.ports import SignInRefused
from services.runtime.rights import Viewer

FORM_STAYS = (Invalid, Conflict, TooMany)
"""What can be said on the form itself, with everything in it as it was typed."""


class SignedOut(Exception):
    """The page is for people who are signed in."""


@dataclass(frozen=True)
class PageRoute:
    """One page as declared; `public` ones are listed in the surface test."""

    method: str
    path: str
    public: bool
    function: Callable[..., Any]


class Pages:
    """The pages of one service, and the Lambda handler that serves them."""

    def __init__(self, service: str, *, later: Sequence[str] = ()) -> None:
        self.service = service
        self._routes: list[PageRoute] = []
        self.attempt = Attempt()
        self._answering = Routes(later)
        # Of the request that is being answered: a function has one at a time.
        self._event: dict[str, Any] = {}

    @property
    def routes(self) -> Sequence[PageRoute]:
        """Everything that is answered, also by what is imported only when it is asked for."""
        self._answering.complete()
        return self._routes

    @property
    def member_id(self) -> str:
        """Who is looking; whoever is signed out is asked to sign in first."""
        member_id = self.member_id_or_none
        if member_id is None:
            raise SignedOut
        return member_id

    @property
    def member_id_or_none(self) -> str | None:
        """Who is looking, on a page that anybody may see."""
        token = jar.read(self._event, jar.SESSION)
        try:
            return platform.current().identity.verify(token) if token else None
        except SignInRefused:
            return None

    @property
    def source_ip(self) -> str:
        """Where the request came from, for limits; goes nowhere but into a keyed hash."""
        return str(self._event["requestContext"]["http"].get("sourceIp", ""))

    def cookie(self, name: str) -> str | None:
        """The value of one of the site's cookies."""
        return jar.read(self._event, name)

    def header(self, name: str) -> str:
        """A header of the request, by its name in small letters; empty if there is none."""
        return str(self._event["headers"].get(name, ""))

    def get(self, path: str, *, public: bool = False) -> Callable[..., Any]:
        """A page; it changes nothing, so that a mail scanner may follow its link."""
        return self._route("GET", path, public, again=None, anyone=False)

    def post(
        self,
        path: str,
        *,
        again: Callable[..., Shown] | None = None,
        public: bool = False,
        anyone: bool = False,
    ) -> Callable[..., Any]:
        """A form; `anyone` lets other sites and programs send it too (one-click unsubscribe)."""
        return self._route("POST", path, public, again=again, anyone=anyone)

    def show(
        self,
        template: str,
        *,
        title: str,
        viewer: Viewer | None = None,
        status: int = 200,
        cookies: Sequence[str] = (),
        **content: Any,
    ) -> Shown:
        """A rendered page; with errors in it if a form has come back."""
        banner = jar.read_banner(self._event)
        html = (
            environment(self.service)
            .get_template(template)
            .render(
                title=title,
                viewer=viewer,
                attempt=self.attempt,
                signed_in=self.member_id_or_none is not None,
                banner=banner,
                path=self._event["rawPath"],
                **content,
            )
        )
        if self.attempt.sentence:
            status = self.attempt.status
        return answer(status, html, [*cookies, *(jar.banner_seen() if banner else [])])

    def done(self, path: str, sentence: str, cookies: Sequence[str] = ()) -> Shown:
        """It was done: go to this page, which says so once."""
        return self.go(path, [*cookies, *jar.banner(sentence)])

    def go(self, path: str, cookies: Sequence[str] = ()) -> Shown:
        """Go to this page or address."""
        return answer(303, "", cookies, {"Location": path})

    def handler(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        """Answer one HTTP API request; nothing leaves as an exception."""
        self._event = event
        try:
            found = self._answering.find(event)
            if found is None:
                return self._problem(NotFound("There is no such page.")).as_answer()
            call, in_path = found
            shown: Shown = call(in_path)
            return shown.as_answer()
        except Exception as error:
            # Not even a page that says no could be drawn.
            logs.fault("page_failed", error, service=self.service)
            return last_resort.answer(HEADERS)

    def _route(
        self,
        method: str,
        path: str,
        public: bool,
        *,
        again: Callable[..., Shown] | None,
        anyone: bool,
    ) -> Callable[..., Any]:
        def register(function: Callable[..., Shown]) -> Callable[..., Shown]:
            self._routes.append(PageRoute(method, path, public, function))
            # Read at the first request: a function has many pages, and a cold one shows one.
            takes = cache(partial(Signature, function))

            def call(in_path: dict[str, str]) -> Shown:
                self.attempt = Attempt()
                fields: dict[str, list[str]] = {}
                try:
                    if method == "POST":
                        if not anyone:
                            forms.must_come_from_here(self._event)
                        if not (takes().file or (anyone and forms.is_one_click(self._event))):
                            fields = forms.typed(self._event)
                    if not public and self.member_id_or_none is None:
                        raise SignedOut
                    return function(**takes().arguments(self._event, in_path, fields))
                except (Refusal, ValidationError, SignedOut) as refusal:
                    return self._refused(refusal, in_path, fields, again)
                except Exception as error:
                    logs.fault("page_failed", error, service=self.service)
                    return self._problem(
                        Broken("Something went wrong on our side. Try again in a minute.")
                    )

            self._answering.add(method, path, call)
            return function

        return register

    def _refused(
        self,
        refusal: Exception,
        in_path: dict[str, str],
        fields: dict[str, list[str]],
        again: Callable[..., Shown] | None,
    ) -> Shown:
        """The form with its errors, the sign-in page, or a page that says no."""
        if isinstance(refusal, SignedOut):
            return self._sign_in_first(fields)
        if isinstance(refusal, ValidationError):
            refusal = Invalid("Correct what is marked, and send it again.", invalid(refusal).fields)
        if isinstance(refusal, FORM_STAYS) and again is not None:
            return self._again(again, refusal, in_path, fields)
        if isinstance(refusal, Refusal):
            return self._problem(refusal)
        raise refusal

    def _again(
        self,
        again: Callable[..., Shown],
        refusal: Refusal,
        in_path: dict[str, str],
        fields: dict[str, list[str]],
    ) -> Shown:
        """The form as it was typed, with what is wrong on top."""
        self.attempt = Attempt(
            typed=fields,
            errors=refusal.fields if isinstance(refusal, Invalid) else {},
            sentence=refusal.sentence,
            status=refusal.status,
            extension=refusal.extension,
        )
        try:
            shown = again(**Signature(again).arguments(self._event, in_path, {}))
        except Refusal as not_even_the_form:
            return self._problem(not_even_the_form)
        return with_retry(shown, refusal)

    def _sign_in_first(self, fields: dict[str, list[str]]) -> Shown:
        """A page comes after signing in; a form that was sent is kept on a page until then."""
        if self._event["requestContext"]["http"]["method"] == "POST":
            return self.show(
                "signed-out.html",
                title="Sign in and send again",
                status=NotAllowed.status,
                fields=fields,
            )
        path, query = self._event["rawPath"], self._event.get("rawQueryString")
        return self.go(addresses.sign_in(f"{path}?{query}" if query else path))

    def _problem(self, refusal: Refusal) -> Shown:
        self.attempt = Attempt()
        shown = self.show(
            "problem.html", title=TITLES.get(refusal.status, "That did not work"),
            status=refusal.status, sentence=refusal.sentence,
            details=refusal.fields if isinstance(refusal, Invalid) else {},
        )  # fmt: skip
        return with_retry(shown, refusal)
