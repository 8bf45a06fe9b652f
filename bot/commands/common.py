"""What every command needs: how it writes, and a database that is up to date."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

from bot.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def write(as_json: bool, data: dict[str, Any], readable: Callable[[], str]) -> None:
    """Print one result, for a program or for a person."""
    print(json.dumps(data, ensure_ascii=False) if as_json else readable(), flush=True)


def prepare(settings: Settings) -> str:
    """Migrate the database and load the guidance; returns what changed, in a line."""
    from bot.guidance.load import load_guidance
    from bot.records.migrate import upgrade
    from bot.records.session import Records

    upgrade(settings.database_url)
    with Records(settings.database_url).session() as session:
        report = load_guidance(session, settings.content / "guidance")
    return f"Guidance: {report}"
