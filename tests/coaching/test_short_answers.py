"""A few words are read as the answer to the question that the coach asked."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, buttons, heard, words

from bot.coaching.short_answers import (
    amended_number,
    chooses,
    chosen,
    confirms_summary,
    corrects_something,
    gives_reason,
    is_the_patient,
    named,
    names_what_is_right,
    wants_no_more,
)
from bot.risk import Verdict

TITLES = ["How slowly it is done", "Driving and machines", "Memory and thinking"]
URGENT = Verdict("urgent", "abrupt_stop", "stopped", "stopped them")


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("yes that sounds like me", True),
        ("yes all good thank you", True),
        ("looks right to me", True),
        ("no you got it right", True),
        ("no, that is everything i wanted to say", True),
        ("No nothing missing.", True),
        ("nothing to add or change", True),
        ("no", False),
        ("no no", False),
        ("that's wrong", False),
        ("something is missing", False),
        ("yes, but i also hate the fog", False),
        ("yes and my daughter should read it", False),
        ("it is not right", False),
        ("", False),
    ],
)
def test_a_summary_is_confirmed_by_words_that_add_nothing(text: str, so: bool) -> None:
    assert confirms_summary(text) is so


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("no i said my sister not my mother", True),
        ("i meant ten years not nine, and lorazepam not diazepam", True),
        ("that is not what i said", False),
        ("no you got me wrong", False),
        ("sorry, you misunderstood me completely wrong", True),
    ],
)
def test_a_correction_tells_what_is_right_or_only_that_it_is_wrong(text: str, so: bool) -> None:
    assert corrects_something(text) is so


@pytest.mark.parametrize(
    ("text", "so"),
    [("i meant lorazepam not diazepam", True), ("no, not diazepam, lorazepam", False)],
)
def test_what_a_correction_names_first(text: str, so: bool) -> None:
    assert names_what_is_right(text) is so


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the first one", 0),
        ("the second one please", 1),
        ("ok the last one", 2),
        ("3", 2),
        ("driving", 1),
        ("yes the one about driving", 1),
        ("How slowly it is done", 0),
        ("all of them", 0),
        ("yes that is enough", None),
        ("yes the summary please", None),
        ("not the first one", None),
        ("no, not driving", None),
        ("my memory is gone", None),
        ("i think it was the only thing that ever helped me with the nights", None),
        ("", None),
    ],
)
def test_what_is_offered_is_chosen_by_place_or_name(text: str, place: int | None) -> None:
    assert chosen(text, TITLES) == place


def test_nothing_offered_is_nothing_chosen() -> None:
    assert chosen("the last one", []) is None and chosen("any", []) is None


@pytest.mark.parametrize("text", ["both", "some of each", "Years.", "less i think"])
def test_an_either_or_question_is_answered(text: str) -> None:
    assert chooses(text)
    assert not chooses(f"{text} but the nights are worse")


def test_other_short_answers() -> None:
    assert gives_reason("8 because of my grandchildren") and not gives_reason("8 i think")
    assert wants_no_more("yes but not now") and not wants_no_more("yes please")
    assert is_the_patient("no its me who takes them not my wife")
    assert is_the_patient("i take diazepam myself, every night")
    assert not is_the_patient("it's my mum who takes them")


def test_ok_to_the_end_is_the_end(talk: Talk) -> None:
    talk.at("ideas").say("stop", heard("stop", "stop"))
    for text, intent, move in (
        ("ok", "affirm", "reflect"),
        ("thanks", "thanks", "thanks"),
        ("no", "deny", "reflect"),
        ("ok then", "affirm", "reflect"),
    ):
        reply = talk.say(move, heard(text, intent))
        assert "?" not in words(reply), text
        assert talk.state.aside == "stop"
    reply = talk.say("show_summary", heard("", "ask_summary"))
    assert "?" not in words(reply) and buttons(reply) == ["/affirm"]
    assert "?" in words(talk.answer("no lets carry on", intent="deny"))
    assert talk.state.aside is None and talk.state.phase == "ideas"


def test_a_summary_confirmed_in_words_is_kept_as_it_is(talk: Talk) -> None:
    reply = talk.at("summary").answer("yes that sounds like me", intent="affirm")
    assert "keep_summary" in reply.effects and talk.state.notes_of("added") == []


def test_no_nothing_missing_is_not_asked_what_is_missing(talk: Talk) -> None:
    reply = talk.at("summary").answer("no nothing missing", intent="deny")
    assert "keep_summary" in reply.effects and talk.state.phase == "closing"


def test_a_correction_of_the_summary_stands_in_it(talk: Talk) -> None:
    text = "i meant ten years not nine, and lorazepam not diazepam"
    reply = talk.at("summary").say("correct", heard(text, "correct", medicine="lorazepam"))
    assert [note.text for note in talk.state.notes_of("added")] == [text]
    assert talk.state.medicine == "lorazepam" and "keep_summary" in reply.effects


def test_a_correction_by_the_way_is_kept_and_the_question_asked_again(talk: Talk) -> None:
    talk.at("concerns").say("correct", heard("no i said my sister not my mother", "correct"))
    assert [note.text for note in talk.state.notes_of("added")] == [
        "no i said my sister not my mother"
    ]
    assert talk.state.phase == "concerns"
    talk.say("correct", heard("no that is not what i said", "correct"))
    assert len(talk.state.notes) == 1


def test_what_is_told_with_the_yes_is_heard(talk: Talk) -> None:
    text = "Yes I agree, I want to get off these tablets because my memory is going"
    talk.answer(text, "memory_fog", intent="affirm", phase="expectations")
    assert talk.state.consented and [n.text for n in talk.state.notes] == [text]


def test_a_question_before_the_yes_is_answered_after_it_and_is_no_medicine(talk: Talk) -> None:
    question = heard(
        "can i drive on diazepam?", "ask_guidance", medicine="diazepam", topic="driving"
    )
    talk.say("guidance", question)
    assert talk.state.questions == [] and talk.state.medicine is None
    reply = talk.press("affirm")
    assert "information" in [m.kind for m in reply.messages]
    assert talk.state.questions == ["can i drive on diazepam?"]
    assert talk.state.medicine == "diazepam" and talk.state.notes == []
    talk.answer("that is scary", phase="concerns")
    assert talk.state.phase == "opening"


def test_a_dose_asked_for_before_the_yes_is_refused_after_it(talk: Talk) -> None:
    talk.say("demand_dose", heard("how much should i take tonight", "demand_dose", about="dose"))
    reply = talk.press("affirm")
    assert talk.state.questions == ["how much should i take tonight"]
    assert '/ask_guidance{"topic": "how_fast"}' in buttons(reply)


def test_yes_to_the_medicine_that_was_guessed(talk: Talk) -> None:
    talk.at("opening").answer("zolpidom 5 years", suggestions=("zolpidem",), months=60)
    talk.answer("yes", intent="affirm")
    assert talk.state.medicine == "zolpidem" and talk.state.phase == "ideas"


def test_no_to_the_medicine_that_was_guessed_asks_again(talk: Talk) -> None:
    talk.at("opening").answer("zolpidom", suggestions=("zolpidem",))
    reply = talk.answer("no", intent="deny")
    assert talk.state.medicine is None and not talk.state.declined
    assert talk.state.phase == "opening" and "?" in words(reply)


def test_one_of_two_medicines_is_chosen_by_its_place(talk: Talk) -> None:
    talk.at("opening").answer("zolp", suggestions=("zolpidem", "zopiclone"))
    talk.answer("the second one")
    assert talk.state.medicine == "zopiclone"


def test_while_paused_a_typed_yes_deletes(talk: Talk) -> None:
    talk.at("ideas").say("reflect", heard("i stopped them all"), URGENT)
    talk.say("delete", heard("delete everything", "delete"))
    assert talk.answer("yes", intent="affirm").effects == ["erase"]


def test_while_paused_a_yes_to_being_asked_after_deletes_nothing(talk: Talk) -> None:
    talk.at("ideas").say("reflect", heard("i stopped them all"), URGENT)
    talk.say("delete", heard("delete everything", "delete"))
    talk.answer("i do not know")
    assert talk.answer("yes", intent="affirm").effects == []


@pytest.mark.parametrize(
    ("text", "shown"), [("the second one please", 1), ("yes please", 0), ("any of them", 0)]
)
def test_an_offer_is_taken_in_words(text: str, shown: int, talk: Talk) -> None:
    reply = talk.at("information").press("go_back", "go_back")
    while talk.state.phase != "information":
        reply = talk.press("skip", "skip")
    offered = [p for p in buttons(reply) if p.startswith("/ask_guidance")]
    talk.answer(text, intent="affirm" if text.startswith("yes") else "tell_idea")
    assert f'"{talk.state.topics[-1]}"' in offered[shown]


def test_the_last_one_of_an_offer_is_no_way_back(talk: Talk) -> None:
    talk.at("information").say("go_back", heard("the last one", "go_back"))
    assert len(talk.state.topics) == 1 and talk.state.phase == "information"
    talk.state.aside = None
    talk.say("go_back", heard("go back", "go_back"))
    assert talk.state.phase == "rulers"


@pytest.mark.parametrize("text", ["yes that is enough", "yes but not now"])
def test_an_offer_is_let_pass_in_words_that_begin_with_yes(text: str, talk: Talk) -> None:
    talk.at("information").answer(text, intent="affirm")
    assert talk.state.topics == [] and talk.state.phase == "summary"


def test_a_number_is_amended_and_a_short_reason_is_one(talk: Talk) -> None:
    talk.at("rulers").answer("8", intent="give_number")
    talk.answer("sorry i meant 3", intent="give_number")
    assert talk.state.rulers == {"importance": 3} and talk.state.step == "importance_why"
    talk.answer("it takes my evenings from me", "flat_feelings")
    talk.answer("8 because of my grandchildren", "family", intent="give_number")
    assert talk.state.rulers["confidence"] == 8 and talk.state.phase == "information"


@pytest.mark.parametrize("phase", ["opening", "summary"])
def test_how_a_passage_was_met_answers_no_other_question(phase: str, talk: Talk) -> None:
    talk.at(phase).say("guidance", heard("what is it like", "ask_guidance", topic="symptoms"))
    assert talk.state.aside == "check"
    talk.answer("that sounds really scary to me")
    assert talk.state.phase == phase and talk.state.notes_of("added") == []
    assert talk.state.notes_of("opening") == []


def test_somebody_taken_for_a_relative_can_say_that_it_is_they(talk: Talk) -> None:
    talk.at("opening").say("carer", heard("my wife says i must write here", "carer"))
    assert talk.state.carer
    talk.say("correct", heard("no its me who takes them not my wife", "correct"))
    assert not talk.state.carer and talk.state.phase == "opening"


def test_a_relative_who_goes_back_is_not_asked_what_they_take(talk: Talk) -> None:
    talk.at("opening").say("carer", heard("im asking for my mum", "carer"))
    reply = talk.press("go_back", "go_back")
    assert talk.state.phase == "ideas" and "do you take" not in words(reply)


@pytest.mark.parametrize(
    "text",
    [
        "nothing is right",
        "thats nothing like me",
        "is this right?",
        "no to everything",
        "no please",
    ],
)
def test_a_summary_that_is_denied_is_not_confirmed(text: str) -> None:
    assert not confirms_summary(text)


@pytest.mark.parametrize(
    "text",
    [
        "wait a second", "last night was bad", "all my friends are dead", "both my parents died",
        "thats all thanks", "you are driving me mad", "memory is bad today", "anything but driving",
    ],
)  # fmt: skip
def test_other_talk_chooses_nothing(text: str) -> None:
    assert chosen(text, ["Driving", "Memory and a clear head", "How slowly it is done"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "lower my dose to 5", "change that 5mg to 2", "move my appointment to 10",
        "i meant to stop at 2", "the first one died at 3", "make my life a 10",
    ],
)  # fmt: skip
def test_a_dose_or_a_date_is_no_other_number(text: str) -> None:
    assert amended_number(text) is None


def test_a_yes_takes_the_topic_it_names(talk: Talk) -> None:
    titles = ["If it did not work before", "Memory and a clear head", "How slowly it is done"]
    assert named("yes a short one. memory. very short please", titles) == 1
    assert named("yes please", titles) is None
