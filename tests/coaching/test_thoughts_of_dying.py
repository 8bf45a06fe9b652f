"""Who is asked whether they think of dying is heard, whatever the answer is."""

from __future__ import annotations

from pathlib import Path

import pytest
from coaching_talk import Talk, buttons, heard, pressed
from sqlalchemy import select

from bot.cli import prepare
from bot.coaching.heard import Heard
from bot.coaching.service import NOT_SAFE, CoachService, owned_thoughts
from bot.records.referrals import Referral
from bot.records.turns import add_turn
from bot.risk import DOUBTED, Verdict
from bot.settings import Settings

URGENT = Verdict("urgent", "abrupt_stop", "stopped", "stopped them")
ASKING = Verdict("contact", "severe_distress", "distress.worn", "cannot cope")


def owned(talk: Talk, said: str) -> Verdict | None:
    """The risk in `said` where the talk stands."""
    return owned_thoughts(talk.state.aside, said)


@pytest.mark.parametrize("consented", [True, False])
@pytest.mark.parametrize("no", [heard("no, never", "deny"), pressed("affirm")])
def test_a_no_to_thoughts_of_dying_goes_back_to_what_was_open(
    no: Heard, consented: bool, talk: Talk
) -> None:
    if consented:
        talk.at("concerns")
    asked = talk.say("risk", heard("i cannot cope any more", "risk"), ASKING)
    assert talk.state.aside == "thoughts" and "/not_safe" in buttons(asked)
    reply = talk.say("reflect", no)
    assert reply.messages[0].kind == "risk" and len(reply.messages) > 1
    assert talk.state.consented is consented and talk.state.paused is None
    assert consented or buttons(reply) == ["/affirm", "/deny"]


def test_a_no_with_more_behind_it_is_asked_about_once_more(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("i cannot cope any more", "risk"), ASKING)
    again = talk.answer("no but who would look after the dog if i was gone")
    assert buttons(again) == ["/not_safe", "/affirm"] and talk.state.aside == "thoughts_again"
    after = talk.answer("no, it is the neighbours, they drill all night", "sleep")
    assert talk.state.aside is None and after.messages[0].kind == "reflection"


def test_who_tells_something_else_instead_is_not_held_up(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("i cannot cope any more", "risk"), ASKING)
    talk.answer("the neighbours drill all night and i lie there", "sleep")
    assert talk.state.aside is None


@pytest.mark.parametrize("consented", [True, False])
@pytest.mark.parametrize(
    ("move", "what"),
    [
        ("reflect", heard("ok", "affirm")),
        ("reflect", heard("sure", "affirm")),
        ("ask_why", heard("why do you ask", "ask_why")),
        ("ask_bot", heard("are you a robot", "ask_bot")),
    ],
)
def test_what_is_no_answer_is_asked_about_once_more_and_is_no_consent(
    move: str, what: Heard, consented: bool, talk: Talk
) -> None:
    if consented:
        talk.at("concerns")
    talk.say("risk", heard("i cannot cope any more", "risk"), ASKING)
    again = talk.say(move, what)
    assert buttons(again) == ["/not_safe", "/affirm"]
    assert owned(talk, "yes") and talk.state.consented is consented
    after = talk.say("reflect", heard("ok", "affirm"))
    assert owned(talk, "yes") is None and talk.state.consented is consented
    assert after.messages


def test_in_a_pause_a_yes_is_heard_and_a_no_ends_nothing(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("words", "risk"), URGENT)
    asked = talk.say("risk", heard("i cannot cope any more", "risk"), ASKING)
    # The buttons are those of the question, so the one that says so means yes.
    assert buttons(asked) == ["/not_safe", "/affirm"]
    assert owned(talk, "yes") and owned(talk, NOT_SAFE)
    talk.say("reflect", heard("no", "deny"))
    assert talk.state.paused == "urgent"


def test_a_yes_that_tells_of_a_lesser_risk_too_is_a_yes(tmp_path: Path) -> None:
    service = begun(tmp_path)
    said = heard("i cannot cope any more", "risk")
    service.answer("one", "risk", said, verdict=ASKING.as_dict())
    lesser = Verdict("contact", "illicit_supply", "supply.street", "a dealer").as_dict()
    yes = heard("yes, and i buy them from a dealer", "risk")
    assert service.answer("one", "risk", yes, verdict=lesser).state.paused == "urgent"


def begun(folder: Path) -> CoachService:
    """The coach over records of its own, with one conversation."""
    settings = Settings.from_env({"UNHURRIED_VAR": str(folder), "UNHURRIED_SEED": "tests"})
    prepare(settings)
    service = CoachService.from_settings(settings)
    service.open("GB", "one")
    return service


@pytest.mark.parametrize("consented", [True, False])
@pytest.mark.parametrize("yes", [heard("yes sometimes", "affirm"), pressed("not_safe")])
def test_a_yes_to_thoughts_of_dying_pauses_the_talk_and_reaches_the_clinic(
    yes: Heard, consented: bool, tmp_path: Path
) -> None:
    service = begun(tmp_path)
    if consented:
        service.answer("one", "reflect", pressed("affirm"))
    said = heard("i cannot cope any more", "risk")
    service.answer("one", "risk", said, verdict=ASKING.as_dict())
    with service.records.session() as session:
        number = add_turn(session, "one", yes.text or NOT_SAFE).number
    answered = service.answer("one", "reflect", yes, turn=number)
    assert answered.state.paused == "urgent"
    assert [m.kind for m in answered.reply.messages] == ["risk", "contacts", "risk"]
    assert answered.as_dict()["risk"]["rule"] == "answer.thoughts"
    with service.records.session() as session:
        (referral,) = session.scalars(select(Referral)).all()
        assert referral.tier == "urgent"


def test_a_figure_of_speech_is_no_answer_to_the_open_question(talk: Talk) -> None:
    doubted = Verdict("contact", "suicide_self_harm", DOUBTED, "want to die")
    talk.at("concerns").say("risk", heard("we lost, i want to die lol", "risk"), doubted)
    talk.press("affirm")
    assert talk.state.phase == "concerns" and talk.state.notes == []


def test_who_wants_to_say_something_first_is_asked_until_it_is_answered(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("i cannot cope any more", "risk"), ASKING)
    for _ in range(2):
        again = talk.say("ask_to_tell", heard("can i be honest with you", "ask_to_tell"))
        assert buttons(again) == ["/not_safe", "/affirm"] and len(again.messages) == 1
        assert talk.state.aside == "thoughts_again" and talk.state.phase == "concerns"
