"""The pages: the clinic's example page, privacy, the widget, and how the system is."""

from __future__ import annotations

import asyncio
import hashlib

import httpx
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.conversations import site_of
from bot.web.site import Site
from bot.web.widget import widget_script


async def home(request: Request) -> Response:
    """The example page of a clinic, with the chat on it."""
    site = site_of(request)
    return site.templates.TemplateResponse(request, "home.html", site.page_values())


async def privacy(request: Request) -> Response:
    """Who reads what, and for how long."""
    site = site_of(request)
    return site.templates.TemplateResponse(request, "privacy.html", site.page_values())


async def widget(request: Request) -> Response:
    """The chat widget, for any website."""
    script = widget_script()
    etag = f'"{hashlib.sha256(script.encode()).hexdigest()[:20]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=3600",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(script, media_type="text/javascript", headers=headers)


async def healthz(request: Request) -> Response:
    """The web server itself is alive."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """Whether every part is ready; says which is not."""
    site = site_of(request)
    rasa, actions, records = await asyncio.gather(
        site.rasa.ready(), _actions_ready(site), run_in_threadpool(_records_ready, site)
    )
    parts = {"coach": rasa, "actions": actions, "records": records}
    ready = all(parts.values())
    waiting = [name for name, is_ready in parts.items() if not is_ready]
    return JSONResponse(
        {"status": "ready" if ready else "waiting", "parts": parts, "waiting": waiting},
        200 if ready else 503,
    )


async def _actions_ready(site: Site) -> bool:
    try:
        return (await site.actions.get("/health", timeout=2)).status_code == 200
    except httpx.HTTPError:
        return False


def _records_ready(site: Site) -> bool:
    try:
        with site.records.session() as session:
            session.execute(text("SELECT 1 FROM conversations LIMIT 1"))
        return True
    except SQLAlchemyError:
        return False


routes = [
    Route("/", home),
    Route("/privacy", privacy),
    Route("/widget.js", widget),
    Route("/healthz", healthz),
    Route("/readyz", readyz),
]
