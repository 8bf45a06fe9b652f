"""The coach over a real database: what is told late reaches the summary that was kept."""

from __future__ import annotations

from pathlib import Path

from coaching_talk import heard, pressed

from bot.cli import prepare
from bot.coaching.service import CoachService
from bot.records.models import Summary
from bot.settings import Settings


def lines(service: CoachService, key: str) -> list[str]:
    """One section of the kept summary."""
    with service.records.session() as session:
        kept = session.get(Summary, "one")
        assert kept is not None
        return next(s["lines"] for s in kept.sections if s["key"] == key)


def test_what_is_told_after_the_end_reaches_the_kept_summary(tmp_path: Path) -> None:
    settings = Settings.from_env({"UNHURRIED_VAR": str(tmp_path), "UNHURRIED_SEED": "tests"})
    prepare(settings)
    service = CoachService.from_settings(settings)
    service.answer("one", "reflect", pressed("affirm"))
    for _ in range(15):
        if service.answer("one", "skip", pressed("skip")).state.phase == "summary":
            break
    service.answer("one", "reflect", pressed("affirm"))
    service.answer("one", "reflect", heard("what happens when i am eighty?"))
    service.answer("one", "reflect", heard("my sister comes by every friday with soup"))
    assert lines(service, "questions") == ["what happens when i am eighty?"]
    assert lines(service, "added") == ["my sister comes by every friday with soup"]
