"""Two web processes on one database: what one erases does not come back by the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from web_person import Person

from bot.coaching.heard import Heard
from bot.settings import Settings
from bot.web.rasa import CoachUnavailable
from bot.web.site import Site
from bot.web.turn import answer_unheard, forget

AT_RISK = "i want to kill myself"
MADE: dict[str, Any] = {
    "messages": [{"text": "Go on.", "kind": "question", "code": "other", "buttons": [],
                  "sources": []}],
    "effects": [], "phase": "ideas", "phases_done": ["opening"], "paused": False,
}  # fmt: skip


@pytest.fixture
def other(settings: Settings) -> Iterator[Site]:
    """The other process."""
    made = Site(settings)
    yield made
    asyncio.run(made.aclose())
    made.records.engine.dispose()


@pytest.fixture
def coach(
    other: Site, site: Site, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[str, int], dict[str, Any]]], None]:
    """Let the coach answer as given, after the other process has erased the conversation."""

    def put(answer: Callable[[str, int], dict[str, Any]]) -> None:
        async def ask(sender: str, _text: str, metadata: dict[str, Any]) -> dict[str, Any]:
            assert await forget(other, sender)
            remember(site, sender)
            return answer(sender, metadata["turn"])

        monkeypatch.setattr(site.rasa, "ask", ask)

    return put


def remember(site: Site, sender: str) -> None:
    """What Rasa stores of a message when its turn ends."""
    with create_engine(site.settings.tracker_url, future=True).begin() as tracker:
        tracker.execute(text("CREATE TABLE IF NOT EXISTS events (sender_id TEXT, data TEXT)"))
        tracker.execute(text("INSERT INTO events VALUES (:id, 'words')"), {"id": sender})


def remembered(site: Site, sender: str) -> int:
    """How much Rasa holds of a conversation."""
    with create_engine(site.settings.tracker_url, future=True).begin() as tracker:
        found = tracker.execute(
            text("SELECT count(*) FROM events WHERE sender_id = :id"), {"id": sender}
        )
        return int(found.scalar_one())


@pytest.mark.parametrize("said", ["it is my nerves", AT_RISK])
def test_a_conversation_erased_while_the_coach_thinks_is_not_made_anew(
    said: str, person: Person, other: Site, coach: Callable[..., None]
) -> None:
    def act(sender: str, turn: int) -> dict[str, Any]:
        """The action server, whose error comes out of Rasa as an empty reply."""
        try:
            return other.service.answer(sender, "reflect", Heard(said), turn=turn).as_dict()
        except LookupError as error:
            raise CoachUnavailable("an empty reply") from error

    coach(act)
    answer = person.say(said)
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "not_found"
    assert person.ask("GET").status_code == 404
    assert remembered(other, person.id) == 0


def test_nor_when_it_went_unheard_before(
    person: Person, site: Site, other: Site, coach: Callable[..., None]
) -> None:
    assert person.say("it is my nerves").status_code == 503

    def act(sender: str, turn: int) -> dict[str, Any]:
        raise CoachUnavailable("an empty reply")

    coach(act)
    assert person.client.portal
    with pytest.raises(Exception, match="deleted"):
        person.client.portal.call(answer_unheard, site, person.id)
    assert person.ask("GET").status_code == 404 and remembered(other, person.id) == 0


def test_what_rasa_keeps_after_the_erasing_goes_too(
    person: Person, other: Site, coach: Callable[..., None]
) -> None:
    coach(lambda _sender, _turn: MADE)
    assert person.say("it is my nerves").json()["messages"][0]["text"] == "Go on."
    assert person.ask("GET").status_code == 404 and remembered(other, person.id) == 0
