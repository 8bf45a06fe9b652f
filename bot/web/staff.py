"""Sign-in for staff, and who may see which page."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.records.staff import Staff, sign_in
from bot.web.errors import ApiError
from bot.web.site import Site

COOKIE = "unhurried_staff"
SESSION_SECONDS = 12 * 3600
HOME = {"clinician": "/referrals", "admin": "/referrals", "trainer": "/staff"}
_KEY = "staff"
_STAMP = "stamp"


class SignedOut(Exception):
    """Nobody is signed in; the answer leads to the sign-in page and back."""


class NothingKept:
    """Middleware: a browser keeps no page of somebody signed in, or Back would show it later."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and mark the page that comes back."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start" and _KEY in scope["session"]:
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, marked if scope["type"] == "http" else send)


async def on_signed_out(request: Request, _error: Exception) -> Response:
    """Lead to the sign-in page; a script that polls gets a 401 instead."""
    if request.headers.get("x-requested-with") == "fetch":
        return Response("Signed out", 401)
    here = request.url.path if request.method == "GET" else "/staff"
    return RedirectResponse(f"/sign-in?next={quote(here)}", 303)


async def signed_in(request: Request, *roles: str) -> Staff:
    """Who is signed in, if their role is one of `roles` (any, where none is named)."""
    site: Site = request.app.state.site
    held = request.session.get(_KEY), request.session.get(_STAMP)
    staff = await run_in_threadpool(_load, site, *held)
    if staff is None:
        request.session.clear()
        raise SignedOut
    if roles and staff.role not in roles:
        raise HTTPException(403)
    return staff


def _load(site: Site, staff_id: object, stamp: object) -> Staff | None:
    if not isinstance(staff_id, int):
        return None
    with site.records.session() as session:
        found: Staff | None = session.get(Staff, staff_id)
    return found if found and found.active and found.stamp == stamp else None


async def show_sign_in(request: Request) -> Response:
    """The form."""
    return _form(request, next_page=request.query_params.get("next", ""))


async def do_sign_in(request: Request) -> Response:
    """Check name and password; what failed is said without saying which of the two."""
    site: Site = request.app.state.site
    form = await request.form()
    name, password, after = (str(form.get(key) or "") for key in ("name", "password", "next"))
    try:
        site.limit_sign_in(request.client.host if request.client else "unknown", name)
    except ApiError as error:
        return _form(request, name, after, error.message, error.status)
    found = await run_in_threadpool(_sign_in, site, name, password)
    if found is None:
        wrong = "That name and password do not belong together. Try again, or ask your admin."
        return _form(request, name, after, wrong, 401)
    request.session.clear()
    request.session.update({_KEY: found.id, _STAMP: found.stamp})
    return RedirectResponse(_local(after) or HOME[found.role], 303)


def _sign_in(site: Site, name: str, password: str) -> Staff | None:
    with site.records.session() as session:
        return sign_in(session, name, password)


def _local(address: str) -> str | None:
    """`address` if it is a page of this site: a link must not lead elsewhere after signing in."""
    parts = urlsplit(address)
    local = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if local and not parts.scheme and not parts.netloc else None


def _form(
    request: Request, name: str = "", next_page: str = "", problem: str = "", status: int = 200
) -> Response:
    site: Site = request.app.state.site
    values = {"name": name, "next": next_page, "problem": problem, **site.page_values()}
    return site.templates.TemplateResponse(request, "sign_in.html", values, status_code=status)


async def sign_out(request: Request) -> Response:
    """End the session."""
    request.session.clear()
    return RedirectResponse("/sign-in", 303)


async def home(request: Request) -> Response:
    """What this account can do."""
    staff = await signed_in(request)
    site: Site = request.app.state.site
    return site.templates.TemplateResponse(
        request, "staff.html", {"staff": staff, **site.page_values()}
    )


routes = [
    Route("/staff", home),
    Route("/sign-in", show_sign_in),
    Route("/sign-in", do_sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
