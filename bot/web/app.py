"""The one public server: pages, the API, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from secure import ContentSecurityPolicy, ReferrerPolicy, Secure, StrictTransportSecurity
from secure.headers import CrossOriginOpenerPolicy, PermissionsPolicy, XContentTypeOptions
from secure.middleware import SecureASGIMiddleware
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.settings import Settings
from bot.web import conversations, pages
from bot.web.errors import ApiError, on_api_error, on_crash, on_http_error
from bot.web.site import FOLDER, Site

PURGE_EVERY_SECONDS = 3600


def create_app(settings: Settings | None = None) -> Starlette:
    """The application; without `settings` they are read from the environment."""
    settings = settings or Settings.from_env()
    headers = _headers(settings)
    app = Starlette(
        routes=[
            *pages.routes,
            *conversations.routes,
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
        ],
        exception_handlers={
            ApiError: on_api_error,
            HTTPException: on_http_error,
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


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    site: Site = app.state.site
    purging = asyncio.create_task(_purge(site))
    yield
    purging.cancel()
    await site.aclose()


async def _purge(site: Site) -> None:
    """Forget what has been kept long enough, now and every hour."""
    while True:
        # A database that is down is readyz's to tell; the next hour tries again.
        with suppress(SQLAlchemyError):
            for conversation_id in await run_in_threadpool(site.eraser.purge, site.settings.days):
                site.spool.clear(conversation_id)
        await asyncio.sleep(PURGE_EVERY_SECONDS)


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
