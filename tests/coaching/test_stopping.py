"""Stopping and deleting: asked once, taken back by what follows, and never a consent."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, buttons, heard

from bot.risk import Verdict

URGENT = Verdict("urgent", "abrupt_stop", "stopped", "stopped them")
CONTACT = Verdict("contact", "mixing", "mixing.alcohol_habit", "wine with it")


@pytest.mark.parametrize("consented", [False, True])
def test_deleting_is_asked_once_and_done_once(consented: bool, talk: Talk) -> None:
    if consented:
        talk.at("concerns")
    asked = talk.press("delete", "delete")
    assert buttons(asked)[:1] == ["/delete_all"] and asked.effects == []
    done = talk.press("delete_all", "delete_all")
    assert done.effects == ["erase"] and done.messages


def test_a_yes_to_deleting_is_no_consent(talk: Talk) -> None:
    talk.say("delete", heard("delete this", "delete"))
    assert talk.say("reflect", heard("yes", "affirm")).effects == ["erase"]
    assert not talk.state.consented


def test_who_keeps_all_before_consent_is_asked_for_it_and_loses_nothing(talk: Talk) -> None:
    talk.say("reflect", heard("since mum died i cannot sleep"))
    talk.say("delete", heard("delete this", "delete"))
    reply = talk.press("deny")
    assert reply.effects == [] and buttons(reply) == ["/affirm", "/deny"]
    assert talk.state.held and not talk.state.consented


@pytest.mark.parametrize("first", ["delete", "stop"])
def test_what_is_told_after_an_offer_to_end_is_held_and_the_offer_forgotten(
    first: str, talk: Talk
) -> None:
    talk.say(first, heard(first, first))
    talk.answer("valium for nine years", medicine="diazepam")
    talk.press("affirm")
    assert talk.state.consented and talk.state.aside is None
    assert talk.state.medicine == "diazepam"


@pytest.mark.parametrize("first", ["delete", "stop"])
@pytest.mark.parametrize("risk", [CONTACT, URGENT])
def test_a_risk_in_between_takes_back_the_offer_to_end(
    first: str, risk: Verdict, talk: Talk
) -> None:
    if risk is CONTACT:
        talk.say(first, heard(first, first))
        talk.say("risk", heard("words", "risk"), risk)
    else:
        talk.say("risk", heard("words", "risk"), risk)
        talk.say(first, heard(first, first))
        talk.press("safe_now", "safe_now")
    if risk is CONTACT:
        # "Carry on" is no consent yet.
        assert talk.press("affirm").effects == [] and not talk.state.consented
    assert talk.press("affirm").effects == [] and talk.state.consented


def test_keeping_all_while_paused_is_kept(talk: Talk) -> None:
    talk.say("risk", heard("words", "risk"), URGENT)
    for move, button in (("delete", "delete"), ("reflect", "deny"), ("safe_now", "safe_now")):
        talk.press(button, move)
    assert talk.press("affirm").effects == [] and talk.state.consented


@pytest.mark.parametrize("first", ["stop", "ask_bot"])
def test_a_no_to_consent_forgets_also_after_something_else(first: str, talk: Talk) -> None:
    talk.say("reflect", heard("since mum died i cannot sleep"))
    talk.say(first, heard(first, first))
    assert talk.say("reflect", heard("no i dont agree to this", "deny")).effects == ["forget_words"]
    assert talk.state.held is None


def test_going_on_after_stopping_is_no_consent(talk: Talk) -> None:
    talk.say("stop", heard("stop", "stop"))
    reply = talk.press("affirm")
    assert buttons(reply) == ["/affirm", "/deny"] and not talk.state.consented


def test_who_does_not_delete_goes_on(talk: Talk) -> None:
    talk.at("concerns").press("delete", "delete")
    reply = talk.press("deny")
    assert reply.effects == [] and talk.state.aside is None
    assert talk.state.phase == "concerns" and reply.messages[-1].kind == "question"


def test_stopping_leaves_every_door_open(talk: Talk) -> None:
    reply = talk.at("concerns").say("stop", heard("stop", "stop"))
    # Deleting is asked about once more.
    assert buttons(reply) == ["/affirm", "/ask_summary", "/delete"]
    back = talk.press("affirm")
    assert talk.state.phase == "concerns" and back.messages[-1].kind == "question"
