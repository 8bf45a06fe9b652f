"""A pause for a risk: what is asked, what is kept, and the ways out of it."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, buttons, heard, words

from bot.coaching.service import owned_thoughts
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
    assert talk.state.paused is None and talk.state.paused_for == []
    assert [n.text for n in talk.state.notes_of("concerns")] == [HIGH_UP]
    assert talk.state.phase == "expectations" and talk.state.held is None


def test_a_correction_that_was_misread_is_made_after_a_no(talk: Talk) -> None:
    talk.at("concerns").answer("my brain is going", "memory_fog")
    talk.at("summary").say("risk", heard("take out the bit about my brain", "risk"), UNSURE)
    talk.press("affirm")
    assert talk.state.taken_out == ["my brain is going"]


def test_before_consent_what_was_misread_waits_for_a_yes(talk: Talk) -> None:
    talk.say("risk", heard(HIGH_UP, "risk"), UNSURE)
    reply = talk.press("affirm")
    assert buttons(reply) == ["/affirm", "/deny"] and not talk.state.consented
    assert talk.state.held and talk.state.held["text"] == HIGH_UP


def test_what_is_no_answer_is_asked_about_until_there_is_one(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard(HIGH_UP, "risk"), UNSURE)
    for text in ("why must i call, i am afraid now", "i do not understand this at all", "ok"):
        again = talk.answer(text)
        assert [m.kind for m in again.messages] == ["contacts", "risk"] and talk.state.paused
        assert again.messages[-1].text.endswith("?")
        assert buttons(again) == ["/not_safe", "/affirm"]
    talk.answer("no, never", intent="deny")
    assert talk.state.paused is None


def test_a_second_unsure_message_does_not_begin_the_whole_answer_anew(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard(HIGH_UP, "risk"), UNSURE)
    again = talk.say("risk", heard("the children are well, they sleep", "risk"), UNSURE)
    assert [m.kind for m in again.messages] == ["contacts", "risk"]
    talk.press("affirm")
    assert [note.text for note in talk.state.notes] == [HIGH_UP]


def test_a_plain_risk_after_an_unsure_one_is_answered_in_full(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard(HIGH_UP, "risk"), UNSURE)
    reply = talk.say("risk", heard("yes i want to be dead", "risk"), WISH)
    assert [m.kind for m in reply.messages] == ["risk", "contacts", "risk"]
    # Asked for a life in danger, it does not sink to the lesser tier, and nothing is taken up.
    assert talk.state.paused == "emergency" and talk.state.held is None


def test_a_pause_never_sinks_to_a_lower_tier(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("tonight", "risk"), PLAN)
    talk.say("risk", heard("i stopped them", "risk"), STOPPED)
    assert talk.state.paused == "emergency"
    assert talk.state.paused_for == ["suicide_self_harm", "abrupt_stop"]


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


FITS = Verdict("contact", "seizure_history", "model.seizure_history", "words")


@pytest.mark.parametrize("consented", [True, False])
@pytest.mark.parametrize(
    "protest",
    [
        "what seizures? i never had a seizure in my life",
        "what? I don't want to stop them. did you even read it",
        "driving? i never said that. i only asked about the tablets",
    ],
)
def test_who_was_misread_gets_a_word_of_regret(protest: str, consented: bool, talk: Talk) -> None:
    if consented:
        talk.at("concerns")
    talk.say("risk", heard("the words before it", "risk"), FITS)
    reply = talk.answer(protest)
    assert reply.messages[0].kind == "risk" and len(reply.messages) > 1
    assert protest not in [n.text for n in talk.state.notes]


@pytest.mark.parametrize(
    ("move", "text"),
    [
        ("reflect", "yes, three of them when i was small"),
        ("reflect", "yes two big fits last winter, i have never had one since"),
        ("reflect", "i dont have any left, i threw the box away"),
        ("delete", "I never said that, delete everything"),
        ("stop", "I only asked. stop this"),
    ],
)
def test_who_owns_to_it_or_wants_to_end_gets_no_regret(move: str, text: str, talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("the words before it", "risk"), FITS)
    reply = talk.say(move, heard(text, move))
    assert reply.messages[0].kind != "risk"


def test_after_the_question_for_thoughts_of_dying_nobody_gets_regret(talk: Talk) -> None:
    worn = Verdict("contact", "severe_distress", "distress.worn", "cannot cope")
    talk.at("concerns").say("risk", heard("i cannot cope any more", "risk"), worn)
    reply = talk.answer("i only said it because another night is more than i can bear")
    assert reply.messages[0].kind != "risk"


def test_a_no_ends_no_overdose_though_a_wish_to_die_was_asked_about(talk: Talk) -> None:
    overdose = Verdict("urgent", "overdose", "overdose.some", "took four")
    talk.at("concerns").say("risk", heard("i took four", "risk"), overdose)
    talk.say("risk", heard("it is enough now", "risk"), UNSURE)
    talk.answer("no", intent="deny")
    assert talk.state.paused and talk.state.paused_for == ["overdose"]
    reply = talk.answer("i am safe, lets go on")
    assert "poisons line" in words(reply) and talk.state.paused is None


def test_what_the_model_hears_of_another_kind_in_a_pause_is_answered(talk: Talk) -> None:
    letters = Verdict("urgent", "suicide_self_harm", "model.suicide_self_harm", "the letters")
    talk.at("concerns").say("risk", heard("i stopped them all", "risk"), STOPPED)
    reply = talk.say("risk", heard("the letters are written", "risk"), letters)
    assert [m.kind for m in reply.messages] == ["risk", "contacts", "risk"]
    assert talk.state.paused_for == ["abrupt_stop", "suicide_self_harm"]


@pytest.mark.parametrize("half", ["not really", "no, i just want to sleep", "i dont think so"])
def test_after_a_plan_only_a_bare_no_goes_on(half: str, talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("tonight", "risk"), PLAN)
    talk.press("safe_now", "safe_now")
    talk.answer(half, intent="deny")
    assert talk.state.paused == "emergency"
    talk.answer("no, never", intent="deny")
    assert talk.state.paused is None


def test_not_me_is_asked_about_once_more(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("the packet is empty", "risk"), UNSURE)
    talk.answer("not me")
    assert talk.state.paused == "emergency"


def test_after_somebody_elses_wish_to_die_nobody_is_asked_for_their_own(talk: Talk) -> None:
    son = Verdict("emergency", "suicide_self_harm", "suicide.someone", "my son")
    talk.at("concerns").say("risk", heard("my son wants to die", "risk"), son)
    reply = talk.press("safe_now", "safe_now")
    assert "leave them alone" in words(reply) and talk.state.paused is None


def test_the_button_of_those_who_are_not_safe_pauses_until_they_say_so(talk: Talk) -> None:
    worn = Verdict("contact", "severe_distress", "distress.worn", "cannot cope")
    talk.at("concerns").press("not_safe", "not_safe")
    talk.say("risk", heard("i cannot cope any more", "risk"), worn)
    talk.answer("no, never", intent="deny")
    assert talk.state.paused == "urgent"


def test_who_reads_it_is_told_before_the_question_is_put_again(talk: Talk) -> None:
    worn = Verdict("contact", "severe_distress", "distress.worn", "cannot cope")
    talk.at("concerns").say("risk", heard("i cannot cope any more", "risk"), worn)
    reply = talk.answer("will my doctor see what i write?")
    assert any(said.startswith("who_reads") for said in talk.state.said)
    assert buttons(reply) == ["/not_safe", "/affirm"]


def test_carry_on_agrees_to_nothing_before_consent(talk: Talk) -> None:
    talk.say("risk", heard("i am pregnant", "risk"), FITS)
    reply = talk.press("affirm")
    assert not talk.state.consented and buttons(reply) == ["/affirm", "/deny"]
    talk.press("affirm")
    assert talk.state.consented


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("yes", "answer.thoughts"),
        ("I am", "answer.thoughts"),
        ("we both are", "answer.thoughts"),
        ("only thoughts", "answer.thoughts"),
        ("my son is", "suicide.someone_wish"),
        ("it is my daughter", "suicide.someone_wish"),
        ("he said so", "suicide.someone_wish"),
        ("my doctor is", None),
        ("I never said that!", None),
        ("No, I'm not thinking of it at all", None),
        ("no nobody is thinking of it", None),
    ],
)
def test_who_owns_to_it_or_names_somebody_is_heard(text: str, rule: str | None) -> None:
    owned = owned_thoughts("thoughts", text)
    assert (owned and owned.rule) == rule


@pytest.mark.parametrize(
    "text",
    [
        "No, I am not thinking of ending my life",
        "No, I don't want to die",
        "no one",
        "no, none of us",
        "neither of us",
        "No, neither me nor anyone I know",
        "No, nobody is suicidal",
        "What? No!",
        "no, thank God",
        "No, just kidding",
        "No, I meant the tablets",
        "no, everyone is safe",
        "no, sorry for the confusion",
    ],
)
def test_an_honest_no_lifts_what_was_misread(text: str, talk: Talk) -> None:
    talk.at("concerns").say("risk", heard(HIGH_UP, "risk"), UNSURE)
    talk.answer(text, intent="deny")
    assert talk.state.paused is None


@pytest.mark.parametrize("text", ["I would never do that", "nobody here", "i have nobody"])
def test_what_leaves_it_open_lifts_nothing(text: str, talk: Talk) -> None:
    talk.at("concerns").say("risk", heard(HIGH_UP, "risk"), UNSURE)
    talk.answer(text, intent="deny")
    assert talk.state.paused == "emergency"


def test_another_risk_told_in_between_keeps_the_question(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("the letters are written", "risk"), UNSURE)
    talk.say("risk", heard("i stopped my tablets", "risk"), STOPPED)
    asked = talk.answer("i do not know")
    assert buttons(asked) == ["/not_safe", "/affirm"]
    talk.answer("no, never", intent="deny")
    assert talk.state.paused_for == ["abrupt_stop"]


def test_a_yes_to_are_you_safe_is_one(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("i stopped them all", "risk"), STOPPED)
    talk.state.said = [s for s in talk.state.said if not s.startswith("stay")]
    asked = talk.answer("they will sack me")
    assert "Are you safe right now?" in words(asked)
    talk.answer("yes i am", intent="affirm")
    assert talk.state.paused is None


def test_who_reads_it_is_told_in_a_pause_too(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("i stopped them all", "risk"), STOPPED)
    talk.answer("I am safe. Who can read this?")
    assert talk.state.paused is None
    assert any(said.startswith("who_reads") for said in talk.state.said)


def test_what_wants_a_doctor_is_said_once_for_each_kind(talk: Talk) -> None:
    fall = Verdict("contact", "fall_injury", "model.fall_injury", "a stumble")
    talk.at("concerns").say("risk", heard("i had a stumble", "risk"), fall)
    talk.press("affirm")
    told = "if my legs are not steady i cannot stay there"
    again = talk.say("risk", heard(told, "risk", "falls_balance"), fall)
    assert again.messages[0].kind == "reflection"
    other = talk.say("risk", heard("i had fits as a child", "risk"), FITS)
    assert other.messages[0].kind == "risk"
