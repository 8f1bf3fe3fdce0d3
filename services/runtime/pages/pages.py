"""Pages for people: a route is a function that shows a page, or does something and redirects.

    pages = Pages("sessions")                    # templates: services/sessions/templates

    @pages.get("/networks/<network>/sessions")
    def programme(network: str, cursor: str | None = None) -> Page: ...

    @pages.post("/networks/<network>/desk/sessions", again=desk)
    def schedule(network: str, wish: ScheduleSession) -> Page: ...

Pages are for signed-in people unless `public`. A form that is wrong comes back on the page `again`,
with what was typed. A function without a wish never looks at the body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import ValidationError

from services.contracts.refusals import Invalid, NotFound, Refusal, TooMany
from services.runtime import logs, platform
from services.runtime.pages import addresses, cookies, errors, looks, origin
from services.runtime.pages.forms import Reader
from services.runtime.pages.request import Request, SignInFirst

Page = Response[str]
Function = TypeVar("Function", bound=Callable[..., Page])


@dataclass(frozen=True)
class PageRoute:
    """One route as declared; `public` ones are listed in the surface test."""

    method: str
    path: str
    function: Callable[..., Page]
    again: Callable[..., Page] | None = None
    public: bool = False
    anyone: bool = False


class Pages:
    """The pages of one service, and the Lambda handler that serves them."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.routes: list[PageRoute] = []
        self._request = Request({})
        self._resolver = APIGatewayHttpResolver()
        self._resolver.not_found(_nowhere)

    @property
    def member_id(self) -> str:
        """Who is signed in; if nobody is, the answer becomes a redirect to the sign-in page."""
        return self._request.demand_member()

    @property
    def member_id_or_none(self) -> str | None:
        """Who is signed in, if anybody."""
        return self._request.member_id

    @property
    def source_ip(self) -> str:
        """Where the request came from, for limits; goes nowhere but into a keyed hash."""
        return str(self._request.event["requestContext"]["http"].get("sourceIp", ""))

    @property
    def refresh_token(self) -> str | None:
        """What keeps somebody signed in; browsers send it to /sign-in alone."""
        return cookies.read(self._request.event, cookies.REFRESH)

    def get(self, path: str, *, public: bool = False) -> Callable[[Function], Function]:
        """A page that changes nothing."""

        def register(function: Function) -> Function:
            self._add(PageRoute("GET", path, function, public=public))
            return function

        return register

    def post(
        self,
        path: str,
        *,
        again: Callable[..., Page] | None = None,
        public: bool = False,
        anyone: bool = False,
    ) -> Callable[[Function], Function]:
        """A form that does something. `anyone`: mail providers too (RFC 8058); cookies unread."""

        def register(function: Function) -> Function:
            self._add(PageRoute("POST", path, function, again, public or anyone, anyone))
            return function

        return register

    def show(
        self,
        template: str,
        *,
        title: str,
        status: int = 200,
        cookies: Sequence[str] = (),
        errors: Mapping[str, str] | None = None,
        **context: Any,
    ) -> Page:
        """A page. `errors`, by field, say what is wrong with a form that is not shown `again`."""
        request = self._request
        if errors:
            request.filled.refuse(Invalid("", errors))
        body = looks.draw(
            self.service,
            template,
            **{"viewer": None, **context},
            title=title,
            filled=request.filled,
            banner=request.banner,
            member_id=request.member_id,
            path=request.path,
            site=platform.current().settings.get("SITE_URL", ""),
        )
        return _page(422 if request.filled.refused else status, body, [*cookies, *self._seen()])

    def done(self, path: str, sentence: str, *, cookies: Sequence[str] = ()) -> Page:
        """A redirect within the site to a page that begins with this sentence."""
        return self.go(path, cookies=[*cookies, *_banner(sentence)])

    def go(self, path: str, *, cookies: Sequence[str] = ()) -> Page:
        """A redirect within the site; take an address from outside through `addresses.local`."""
        if not addresses.is_local(path):
            raise ValueError("not a path of this site; leave() goes to others")
        return _redirect(path, cookies)

    def leave(self, address: str) -> Page:
        """A redirect to another site, to an address that somebody with a role has entered."""
        return _redirect(address, ())

    def handler(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer one HTTP API request; nothing leaves as an exception."""
        try:
            self._request = Request(event)
            return self._answer(event, context)
        except Exception as error:
            logs.fault("page_failed", error, service=self.service)
            return errors.LAST_RESORT

    def _answer(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        try:
            return self._resolver.resolve(event, context)
        except SignInFirst as wanted:
            return _plain(_redirect(addresses.sign_in(wanted.then), ()))
        except ValidationError:
            return _plain(self._refuse(Invalid("Some of what was sent cannot be used.")))
        except Refusal as refusal:
            return _plain(self._refuse(refusal))

    def _add(self, route: PageRoute) -> None:
        self.routes.append(route)
        read = Reader(route.function, route.path)
        read_again = Reader(route.again, route.path) if route.again else None

        def call(**in_path: str) -> Page:
            request = self._request
            request.anonymous = route.anyone
            if route.method == "POST" and not route.anyone:
                origin.demand_own(request.headers)
            if not route.public:
                request.demand_member()
            try:
                return route.function(**read.arguments(request, in_path))
            except (Invalid, ValidationError) as error:
                if route.again is None or read_again is None:
                    raise
                request.filled.refuse(error)
                return route.again(**read_again.arguments(request, in_path))

        self._resolver.route(route.path, route.method)(call)

    def _refuse(self, refusal: Refusal) -> Page:
        title = errors.TITLES.get(refusal.status, errors.TITLE)
        self._request.filled.refused = False
        page = self.show(
            "problem.html", title=title, status=refusal.status, sentence=refusal.sentence
        )
        if isinstance(refusal, TooMany):
            page.headers["Retry-After"] = str(refusal.retry_after)
        return page

    def _seen(self) -> list[str]:
        return cookies.forget(cookies.BANNER) if self._request.banner else []


def _banner(sentence: str) -> list[str]:
    return cookies.banner(sentence)


def _nowhere(_error: Exception) -> Page:
    raise NotFound("There is nothing at this address. Check it, or start from the front page.")


def _redirect(address: str, set_cookies: Sequence[str]) -> Page:
    page = _page(303, "", set_cookies)
    page.headers["Location"] = addresses.for_header(address)
    return page


def _page(status: int, body: str, set_cookies: Sequence[str]) -> Page:
    return Response(
        status_code=status,
        content_type=errors.HTML,
        body=body,
        headers=dict(errors.SECURITY_HEADERS),
        cookies=list(set_cookies),
    )
