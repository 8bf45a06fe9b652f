"""The one public server: pages, the API, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgi_csrf import Errors, asgi_csrf
from secure import ContentSecurityPolicy, ReferrerPolicy, Secure, StrictTransportSecurity
from secure.headers import CrossOriginOpenerPolicy, PermissionsPolicy, XContentTypeOptions
from secure.middleware import SecureASGIMiddleware
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.settings import Settings
from bot.web import conversations, guidance, pages, planner, referrals, staff, summaries
from bot.web.chores import Chores
from bot.web.errors import ApiError, on_api_error, on_crash, on_http_error, on_no_records
from bot.web.site import FOLDER, Site


def create_app(settings: Settings | None = None) -> Starlette:
    """The application; without `settings` they are read from the environment."""
    settings = settings or Settings.from_env()
    headers = _headers(settings)
    app = Starlette(
        routes=[
            *pages.routes,
            *conversations.routes,
            *guidance.routes,
            *staff.routes,
            *referrals.routes,
            *summaries.routes,
            *planner.routes,
            Mount("/static", StaticFiles(directory=str(FOLDER / "static")), name="static"),
        ],
        middleware=[
            Middleware(SecureASGIMiddleware, secure=headers),
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.origins),
                allow_methods=["GET", "POST", "PUT", "DELETE"],
                allow_headers=["Authorization", "Content-Type", "Accept"],
                max_age=3600,
            ),
            Middleware(
                SessionMiddleware,
                secret_key=settings.secret,
                session_cookie=staff.COOKIE,
                max_age=staff.SESSION_SECONDS,
                same_site="lax",
                https_only=settings.https,
            ),
            Middleware(staff.NothingKept),
            Middleware(
                asgi_csrf,
                signing_secret=settings.secret,
                cookie_secure=settings.https,
                always_protect={"/sign-in"},
                skip_if_scope=_has_a_token,
                send_csrf_failed=_refuse_forged,
            ),
        ],
        exception_handlers={
            ApiError: on_api_error,
            staff.SignedOut: staff.on_signed_out,
            HTTPException: on_http_error,
            SQLAlchemyError: on_no_records,
            Exception: on_crash,
        },
        lifespan=_lifespan,
    )
    if settings.proxies:
        # Behind a proxy the address to count is the one that the proxy names.
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies))
    app.state.site = Site(settings)
    # The answer to a crash does not pass the middleware.
    app.state.headers = headers.headers
    return app


def _has_a_token(scope: Scope) -> bool:
    """The API takes a bearer token and no cookie, so no other site can forge its calls."""
    return str(scope["path"]).startswith("/api/")


async def _refuse_forged(scope: Scope, send: Send, message_id: Errors) -> None:
    """A form without its token: sent from elsewhere, or open since before the last sign-in."""
    response = PlainTextResponse(
        "This form is too old or came from another site. Nothing was changed. "
        "Go back, reload the page, and send it again.",
        403,
    )
    await send({"type": "http.response.start", "status": 403, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": response.body})


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    site: Site = app.state.site
    chores = Chores(site)
    chores.start()
    yield
    chores.stop()
    await site.aclose()


def _headers(settings: Settings) -> Secure:
    policy = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .connect_src("'self'")
        .img_src("'self'", "data:")
        .font_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )
    return Secure(
        csp=policy,
        referrer=ReferrerPolicy().no_referrer(),
        xcto=XContentTypeOptions().nosniff(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation().microphone().camera(),
        hsts=StrictTransportSecurity().max_age(31536000) if settings.https else None,
    )
