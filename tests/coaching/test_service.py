"""The coach over a real database: what is told late reaches the summary that was kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from coaching_talk import heard, pressed

from bot.cli import prepare
from bot.coaching.service import CoachService, ConversationGone
from bot.coaching.state import CoachState
from bot.coaching.store import keep_summary
from bot.coaching.summary import summary_sections
from bot.records.models import Conversation, Summary
from bot.settings import Settings


def lines(service: CoachService, key: str) -> list[str]:
    """One section of the kept summary."""
    with service.records.session() as session:
        kept = session.get(Summary, "one")
        assert kept is not None
        return next(s["lines"] for s in kept.sections if s["key"] == key)


@pytest.fixture
def service(tmp_path: Path) -> CoachService:
    """The coach, with one conversation that has reached its summary and kept it."""
    settings = Settings.from_env({"UNHURRIED_VAR": str(tmp_path), "UNHURRIED_SEED": "tests"})
    prepare(settings)
    service = CoachService.from_settings(settings)
    service.answer("one", "reflect", pressed("affirm"))
    while (phase := service.answer("one", "skip", pressed("skip")).state.phase) != "rulers":
        assert phase != "summary"
    for said in ("7", "because of my daughter and her children", "5", "i have done hard things"):
        service.answer("one", "reflect", heard(said))
    while service.answer("one", "skip", pressed("skip")).state.phase != "summary":
        pass
    service.answer("one", "reflect", pressed("affirm"))
    return service


def test_what_is_told_after_the_end_reaches_the_kept_summary(service: CoachService) -> None:
    service.answer("one", "reflect", heard("what happens when i am eighty?"))
    service.answer("one", "reflect", heard("my sister comes by every friday with soup"))
    assert lines(service, "questions") == ["what happens when i am eighty?"]
    assert lines(service, "added") == ["my sister comes by every friday with soup"]


def test_what_was_edited_stays_when_the_summary_is_confirmed_again(service: CoachService) -> None:
    with service.records.session() as session:
        kept = session.get(Summary, "one")
        sections = [dict(section) for section in kept.sections]
        for section in sections:
            if section["key"] == "importance":
                section["lines"] = [section["lines"][0], "for the children"]
        keep_summary(session, "one", sections, shared=True)
    assert service.answer("one", "go_back", pressed("go_back")).state.phase == "summary"
    service.answer("one", "reflect", pressed("affirm"))
    number, reason = lines(service, "importance")
    assert "7" in number and reason == "for the children"


def test_a_number_that_was_given_anew_is_the_one_in_the_summary(service: CoachService) -> None:
    while service.answer("one", "go_back", pressed("go_back")).state.phase != "rulers":
        pass
    service.answer("one", "reflect", heard("9"))
    while service.answer("one", "skip", pressed("skip")).state.phase != "summary":
        pass
    service.answer("one", "reflect", pressed("affirm"))
    assert "9" in lines(service, "importance")[0]
    assert len(lines(service, "importance")) == 2


def test_a_number_that_is_given_after_the_summary_was_kept_reaches_it(tmp_path: Path) -> None:
    settings = Settings.from_env({"UNHURRIED_VAR": str(tmp_path), "UNHURRIED_SEED": "tests"})
    prepare(settings)
    service = CoachService.from_settings(settings)
    service.answer("one", "reflect", pressed("affirm"))
    with service.records.session() as session:
        keep_summary(session, "one", summary_sections(service.bank, CoachState()), shared=True)
    while service.answer("one", "skip", pressed("skip")).state.phase != "rulers":
        pass
    service.answer("one", "reflect", heard("7"))
    service.answer("one", "reflect", heard("because of my daughter and her children"))
    number, reason = lines(service, "importance")
    assert "7" in number and reason == "because of my daughter and her children"


def test_a_turn_that_was_kept_makes_no_conversation_anew(service: CoachService) -> None:
    with pytest.raises(ConversationGone):
        service.answer("erased", "reflect", heard("it is my nerves"), turn=3)
    with service.records.session() as session:
        assert session.get(Conversation, "erased") is None
