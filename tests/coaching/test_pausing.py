"""A pause for a risk: what is asked, what is kept, and the ways out of it."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, buttons, heard, words

from bot.risk import Verdict

PLAN = Verdict("emergency", "suicide_self_harm", "suicide.plan", "tonight")
WISH = Verdict("urgent", "suicide_self_harm", "suicide.wish", "be dead")
STOPPED = Verdict("urgent", "abrupt_stop", "stopped", "stopped them")
HEARD = Verdict("urgent", "abrupt_stop", "model.abrupt_stop", "none for four days")
UNSURE = Verdict("emergency", "suicide_self_harm", "model.suicide_self_harm.unsure", "words")
HIGH_UP = "it is in the kitchen, high up, the children can not take it"


def test_who_may_have_been_misread_is_asked_and_sees_the_numbers(talk: Talk) -> None:
    reply = talk.at("concerns").say("risk", heard(HIGH_UP, "risk", "family"), UNSURE)
    assert [m.kind for m in reply.messages] == ["risk", "contacts", "risk"]
    assert "000" in reply.messages[0].text and reply.messages[-1].text.endswith("?")
    assert buttons(reply) == ["/not_safe", "/affirm"] and talk.state.paused == "emergency"


@pytest.mark.parametrize("no", ["no", "no, never", "I am safe", "/affirm"])
def test_what_was_misread_is_taken_as_the_answer_after_a_no(no: str, talk: Talk) -> None:
    talk.at("concerns").say("risk", heard(HIGH_UP, "risk", "family"), UNSURE)
    reply = talk.press("affirm") if no == "/affirm" else talk.answer(no)
    assert reply.messages[0].kind == "risk" and len(reply.messages) > 1
    assert talk.state.paused is None and talk.state.paused_for is None
    assert [n.text for n in talk.state.notes_of("concerns")] == [HIGH_UP]
    assert talk.state.phase == "expectations" and talk.state.held is None


def test_a_correction_that_was_misread_is_made_after_a_no(talk: Talk) -> None:
    talk.at("concerns").answer("my brain is going", "memory_fog")
    talk.at("summary").say("risk", heard("take out the bit about my brain", "risk"), UNSURE)
    talk.press("affirm")
    assert talk.state.taken_out == ["my brain is going"]


def test_before_consent_nothing_that_was_misread_is_kept(talk: Talk) -> None:
    talk.say("risk", heard(HIGH_UP, "risk"), UNSURE)
    reply = talk.press("affirm")
    assert buttons(reply) == ["/affirm", "/deny"] and talk.state.held is None


def test_what_is_no_answer_is_asked_about_once_more_and_then_stayed_with(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard(HIGH_UP, "risk"), UNSURE)
    again = talk.answer("why must i call, i am afraid now")
    assert buttons(again) == ["/not_safe", "/affirm"]
    stayed = talk.answer("i do not understand this at all")
    assert [m.kind for m in stayed.messages] == ["risk", "contacts"]
    assert buttons(stayed) == ["/safe_now", "/not_safe"] and talk.state.paused


def test_a_second_unsure_message_does_not_begin_the_whole_answer_anew(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard(HIGH_UP, "risk"), UNSURE)
    again = talk.say("risk", heard("the children are well, they sleep", "risk"), UNSURE)
    assert [m.kind for m in again.messages] == ["risk"] and talk.state.aside == "thoughts_again"


def test_a_plain_risk_after_an_unsure_one_is_answered_in_full(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard(HIGH_UP, "risk"), UNSURE)
    reply = talk.say("risk", heard("yes i want to be dead", "risk"), WISH)
    assert [m.kind for m in reply.messages] == ["risk", "contacts", "risk"]
    # Asked for a life in danger, it does not sink to the lesser tier, and nothing is taken up.
    assert talk.state.paused == "emergency" and talk.state.held is None


def test_a_pause_never_sinks_to_a_lower_tier(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("tonight", "risk"), PLAN)
    talk.say("risk", heard("i stopped them", "risk"), STOPPED)
    assert talk.state.paused == "emergency" and talk.state.paused_for == "suicide_self_harm"


def test_after_an_emergency_of_their_own_life_they_are_asked_before_it_goes_on(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("tonight", "risk"), PLAN)
    asked = talk.press("safe_now", "safe_now")
    assert asked.messages[-1].text.endswith("?") and talk.state.paused == "emergency"
    insisted = talk.answer("i am safe")
    assert buttons(insisted) == ["/not_safe", "/affirm"] and talk.state.paused
    reply = talk.answer("no, i do not")
    assert talk.state.paused is None and reply.messages[-1].kind == "question"


def test_a_lesser_pause_ends_with_what_a_doctor_should_still_hear(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("i stopped them all", "risk"), STOPPED)
    reply = talk.answer("i am safe, lets go on")
    assert "doctor or pharmacist today" in words(reply) and talk.state.paused is None


def test_a_no_to_thoughts_of_dying_ends_no_pause_for_something_else(talk: Talk) -> None:
    worn = Verdict("contact", "severe_distress", "distress.worn", "cannot cope")
    talk.at("concerns").say("risk", heard("i stopped them all", "risk"), STOPPED)
    talk.say("risk", heard("i cannot cope any more", "risk"), worn)
    talk.answer("no, never", intent="deny")
    assert talk.state.paused == "urgent"


def test_what_the_model_hears_in_a_pause_for_as_much_is_stayed_with(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("i stopped them all", "risk"), STOPPED)
    stayed = talk.say("risk", heard("none for four days now", "risk"), HEARD)
    assert [m.kind for m in stayed.messages] == ["risk", "contacts"]
    told = talk.say("risk", heard("i want to be dead", "risk"), WISH)
    assert [m.kind for m in told.messages] == ["risk", "contacts", "risk"]


def test_the_button_for_the_numbers_shows_all_of_them(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("i stopped them all", "risk"), STOPPED)
    shown = talk.press("not_safe", "not_safe")
    assert shown.messages[1].text.count("\n") > 1


@pytest.mark.parametrize("consented", [True, False])
@pytest.mark.parametrize(
    ("protest", "met"),
    [
        ("what seizures? i never had a seizure in my life", True),
        ("what? I don't want to stop them. did you even read it", True),
        ("driving? i dont drive. i only asked about the tablets", True),
        ("yes, three of them when i was small", False),
    ],
)
def test_who_was_misread_gets_a_word_of_regret(
    protest: str, met: bool, consented: bool, talk: Talk
) -> None:
    if consented:
        talk.at("concerns")
    fits = Verdict("contact", "seizure_history", "model.seizure_history", "words")
    talk.say("risk", heard("the words before it", "risk"), fits)
    reply = talk.answer(protest)
    assert (reply.messages[0].kind == "risk") is met
    assert not met or "orry" in reply.messages[0].text or "wrong" in reply.messages[0].text
    assert protest not in [n.text for n in talk.state.notes] or not met
