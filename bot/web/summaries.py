"""The staff page `/summaries`: what patients have shared with the clinic, and nothing else."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.coaching.store import Shared, shared_summaries
from bot.web.referrals import ROLES
from bot.web.site import Site
from bot.web.staff import signed_in


async def show_all(request: Request) -> Response:
    """The list, the newest first."""
    site: Site = request.app.state.site
    try:
        staff = await signed_in(request, *ROLES)
        values, status = {"staff": staff, "shared": await run_in_threadpool(_read, site)}, 200
    except SQLAlchemyError:
        # The page must say that it cannot see, and not look as if nobody had shared anything.
        values, status = {"broken": True}, 503
    return site.templates.TemplateResponse(
        request, "summaries.html", {**values, **site.page_values()}, status_code=status
    )


async def show_one(request: Request) -> Response:
    """One summary, as its patient has left it."""
    staff = await signed_in(request, *ROLES)
    site: Site = request.app.state.site
    found = await run_in_threadpool(_read, site, request.path_params["id"])
    if not found:
        raise HTTPException(404)
    values = {"summary": found[0], "sections": found[0].sections, "staff": staff}
    return site.templates.TemplateResponse(
        request, "shared_summary.html", {**values, **site.page_values()}
    )


def _read(site: Site, conversation_id: str | None = None) -> list[Shared]:
    with site.records.session() as session:
        return shared_summaries(session, site.service.bank, conversation_id)


routes = [
    Route("/summaries", show_all),
    Route("/summaries/{id}", show_one),
]
