"""An action turns a tracker, as Rasa sends it, into a reply and exact events."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import chain
from actions.answer_aside import AnswerAside
from actions.chain import CoachAction
from actions.delete import Delete
from actions.flag_risk import FlagRisk
from actions.reflect import Reflect
from actions.skip import Skip
from bot.cli import prepare
from bot.records.referrals import RiskFlag
from bot.settings import Settings

END = FollowupAction("action_listen")
VERDICT = {"tier": "urgent", "category": "abrupt_stop", "rule": "r", "span": "stopped them"}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The action server's own environment, over a fresh database."""
    monkeypatch.setenv("UNHURRIED_VAR", str(tmp_path))
    monkeypatch.setenv("UNHURRIED_COUNTRY", "AU")
    for name in ("UNHURRIED_DATABASE_URL", "UNHURRIED_TRACKER_URL"):
        monkeypatch.delenv(name, raising=False)
    prepare(Settings.from_env())
    chain.service.cache_clear()
    yield
    chain.service().records.engine.dispose()
    chain.service.cache_clear()


def run(action: CoachAction, slots: dict[str, Any], **message: Any) -> tuple[list[Any], list[Any]]:
    """The events and the messages of an action for a tracker in JSON."""
    tracker = Tracker.from_dict(
        {
            "sender_id": "one",
            "slots": slots,
            "latest_message": {"text": "", "intent": {"name": "affirm"}, "entities": [], **message},
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": "action_listen",
        }
    )
    dispatcher = CollectingDispatcher()
    return asyncio.run(action.run(dispatcher, tracker, {})), dispatcher.messages


NEW = {"phase": None, "paused": None}


def test_a_conversation_gives_exact_events(installed: None) -> None:
    events, messages = run(Reflect(), NEW, text="/affirm")
    assert events == [SlotSet("phase", "opening"), END]
    assert messages[-1]["custom"]["phase"] == "opening"
    events, _ = run(Skip(), {"phase": "opening", "paused": None}, text="/skip",
                    intent={"name": "skip"})  # fmt: skip
    assert events == [SlotSet("phase", "ideas"), END]
    events, _ = run(
        Reflect(),
        {"phase": "ideas", "paused": None},
        text="ok",
        intent={"name": "thin_answer"},
    )
    assert events == [END]


def test_the_last_message_carries_all_of_the_others(installed: None) -> None:
    _, messages = run(Reflect(), NEW, text="/affirm")
    texts, custom = messages[:-1], messages[-1]["custom"]
    assert [m["text"] for m in texts] == [m["text"] for m in custom["messages"]]
    assert [[b["payload"] for b in m["buttons"]] for m in texts] == [
        [b["payload"] for b in m["buttons"]] for m in custom["messages"]
    ]
    assert set(custom) == {"messages", "effects", "phase", "phases_done", "paused", "risk"}


@pytest.mark.parametrize(
    "message",
    [{"metadata": {"risk": VERDICT, "turn": 3}}, {"risk": VERDICT, "metadata": {"turn": 3}}],
    ids=["found by the web server", "found by the pipeline"],
)
def test_a_risk_is_flagged_and_pauses(message: dict[str, Any], installed: None) -> None:
    run(Reflect(), NEW, text="/affirm")
    events, messages = run(
        FlagRisk(), {"phase": "opening", "paused": None}, text="i stopped them all", **message
    )
    assert events == [SlotSet("paused", True), END]
    assert [m["kind"] for m in messages[-1]["custom"]["messages"]] == ["risk", "contacts", "risk"]
    with chain.service().records.session() as session:
        [flag] = session.query(RiskFlag)
        assert (flag.conversation_id, flag.turn, flag.span) == ("one", 3, "stopped them")


def test_the_pipelines_graver_verdict_counts(installed: None) -> None:
    run(Reflect(), NEW, text="/affirm")
    graver = {**VERDICT, "tier": "emergency", "rule": "model.abrupt_stop"}
    message = {"risk": graver, "metadata": {"risk": {**VERDICT, "tier": "urgent"}, "turn": 3}}
    run(FlagRisk(), NEW, text="i stopped them all", **message)
    with chain.service().records.session() as session:
        [flag] = session.query(RiskFlag)
        assert (flag.tier, flag.rule) == ("emergency", "model.abrupt_stop")


def test_safe_again_unsets_the_pause(installed: None) -> None:
    run(Reflect(), NEW, text="/affirm")
    run(FlagRisk(), NEW, text="i stopped them all", metadata={"risk": VERDICT, "turn": 1})
    events, _ = run(
        AnswerAside(), {"phase": "opening", "paused": True}, text="/safe_now",
        intent={"name": "safe_now"},
    )  # fmt: skip
    assert events == [SlotSet("paused", None), END]


@pytest.mark.parametrize(("intent", "effects"), [("delete", []), ("delete_all", ["erase"])])
def test_the_move_has_the_name_of_the_intent(
    intent: str, effects: list[str], installed: None
) -> None:
    run(Reflect(), NEW, text="/affirm")
    events, messages = run(
        Delete(), {"phase": "opening", "paused": None}, text=f"/{intent}", intent={"name": intent}
    )
    assert events == [END] and messages[-1]["custom"]["effects"] == effects
