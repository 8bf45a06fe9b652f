"""Not knowing, not understanding, asking what comes next: talk that is about the talk."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, buttons, heard, words

from bot.coaching.afterwards import asks_who_reads
from bot.coaching.heard import Heard, Sentence
from bot.coaching.short_answers import does_not_know, takes_them_too


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("i dunno what healthy is anymore", True),
        ("I don't know how I would spend the days", True),
        ("not sure what you mean by free", True),
        ("honestly i cant remember what i was like before", True),
        ("i dont know anyone who came off", False),
        ("i dont know what i would do without my sister, she comes every sunday with soup", False),
        ("she doesnt know how i feel", False),
    ],
)
def test_not_knowing_is_met_as_such(text: str, unknown: bool, talk: Talk) -> None:
    reply = talk.at("dreams").answer(text, "health_age")
    assert (reply.messages[0].kind == "reflection") is not unknown
    assert [n.text for n in talk.state.notes] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "i dont know if i want to be here", "dont know why i bother living",
        "i cant remember how to drive home", "i dont know why he hit me",
    ],
)  # fmt: skip
def test_what_is_told_in_not_knowing_is_met(text: str) -> None:
    assert not does_not_know(text)


@pytest.mark.parametrize("move", ["reflect", "guidance", "ask_privacy"])
@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("whats next", True),
        ("can i come back tomorrow", True),
        ("should I print this off for the doctor or does he get it by himself", True),
        ("so do i call the office or they call me", True),
        ("hello again what happens now do i keep this page open", True),
        ("does it get better", False),
        ("what happens if i stop", False),
        ("i would take my son to the sea", False),
        ("should i take it at night", False),
        ("does it show in a blood test", False),
        ("do you have it for life", False),
        ("will the fear come back", False),
        ("should i call the doctor if i shake", False),
        ("how do i show my doctor", True),
        ("do i need to book it or", True),
    ],
)
def test_what_becomes_of_it_is_asked_at_the_end(
    move: str, text: str, asks: bool, talk: Talk
) -> None:
    talk.at("summary").say(move, heard(text))
    told = any(identity.startswith("closing.what_next") for identity in talk.state.said)
    assert told is asks
    assert not asks or talk.state.phase == "summary"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("do I print this", True),
        ("can I share it with my sister?", True),
        ("how do i print it off when we are done", True),
        ("should i show my hands when they shake", False),
        ("can i show that i can do it", False),
        ("can I show this rash to my doctor", False),
        ("can i send it back to the chemist", False),
        ("whats next", False),
    ],
)
def test_the_page_may_be_asked_about_in_the_midst(text: str, asks: bool, talk: Talk) -> None:
    reply = talk.at("concerns").say("reflect", heard(text))
    told = any(identity.startswith("closing.what_next") for identity in talk.state.said)
    assert told is asks
    assert not asks or (talk.state.phase == "concerns" and reply.messages[-1].kind == "question")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("is this going to the doctor?", True),
        ("But you didn't say, is it going to my doctor?", True),
        ("And who will see this?", True),
        ("can the doctor see this", True),
        ("who reads this?", True),
        ("does my gp get it", True),
        ("who will see to my children?", False),
        ("is it going to get better?", False),
        ("can the doctor see me tomorrow", False),
        ("will my doctor know what to do", False),
    ],
)
def test_who_reads_it_is_asked_in_many_ways(text: str, asks: bool) -> None:
    assert asks_who_reads(text) is asks


def said(talk: Talk, key: str) -> bool:
    """Whether a sentence of the list `key` was said."""
    return any(identity.startswith(key) for identity in talk.state.said)


def of_sentences(*texts: str, intent: str = "tell_idea") -> Heard:
    """A message of several sentences."""
    return Heard(" ".join(texts), intent, sentences=tuple(Sentence(text) for text in texts))


def test_a_yes_with_the_question_who_reads_it_is_asked_for_again(talk: Talk) -> None:
    asks = of_sentences("Yes all right then.", "But is it going to my doctor?", intent="affirm")
    reply = talk.say("reflect", asks)
    assert said(talk, "who_reads") and not talk.state.consented
    assert reply.messages[-1].kind == "consent"


@pytest.mark.parametrize("move", ["stop", "delete"])
def test_stopping_and_deleting_stand_before_who_reads_it(move: str, talk: Talk) -> None:
    talk.at("concerns").say(move, of_sentences("Delete it.", "Who can see this?", intent=move))
    assert talk.state.aside == move


def test_who_reads_it_is_told_before_a_yes_and_asks_for_it_again(talk: Talk) -> None:
    reply = talk.say("reflect", of_sentences("is it going to my doctor?"))
    assert said(talk, "who_reads") and not talk.state.consented
    assert reply.messages[-1].kind == "consent"


def test_an_answer_with_the_question_who_reads_it_is_kept_without_it(talk: Talk) -> None:
    told = "I worry that I will never sleep without them again."
    talk.at("concerns").say("ask_privacy", of_sentences(told, "Can the doctor see this?"))
    assert [n.text for n in talk.state.notes] == [told] and said(talk, "who_reads")
    assert talk.state.phase == "expectations"


@pytest.mark.parametrize(
    ("said_to_it", "kept"),
    [
        (("I already told you, clonazepam, since the flood.",), "clonazepam, since the flood."),
        (("This is the third time you ask.", "It was my nerves."), "It was my nerves."),
        (("told u.", "the kid is why."), "the kid is why."),
        (("What do you mean, staying well?", "I am never ill."), "I am never ill."),
        (
            ("I told you about my brother who died on them.",),
            "I told you about my brother who died on them.",
        ),
        (("I told my wife that it is the nights.",), "I told my wife that it is the nights."),
    ],
)
def test_what_is_only_said_to_the_coach_is_not_kept(
    said_to_it: tuple[str, ...], kept: str, talk: Talk
) -> None:
    talk.at("concerns").say("reflect", of_sentences(*said_to_it))
    assert [n.text for n in talk.state.notes_of("concerns")] == [kept]


def test_a_question_that_went_by_is_not_given_back_as_a_worry(talk: Talk) -> None:
    asked = Sentence("Do other people have them this long?", (), "neutral", "concerns", 0.9)
    told = Sentence("It keeps me on my feet.", (), "neutral", "ideas", 0.9)
    message = Heard(f"{told.text} {asked.text}", "tell_idea", sentences=(told, asked))
    reply = talk.at("ideas").say("reflect", message)
    assert talk.state.phase == "concerns" and "other people" not in words(reply)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What's nought and what's ten?", True),
        ("is 10 the best", True),
        ("which way round is it", True),
        ("what is ten tablets to him", False),
        ("7", False),
        ("My answer is 10?", False),
    ],
)
def test_what_the_numbers_mean_is_explained(text: str, asks: bool, talk: Talk) -> None:
    talk.at("rulers").say("reflect", heard(text, "give_number"))
    assert said(talk, "rulers.numbers_mean") is asks
    assert not asks or talk.state.rulers == {}


@pytest.mark.parametrize(
    ("text", "too"),
    [
        ("I take them as well. His, sometimes, and then my own", True),
        ("I said I take them too", True),
        ("I do take them too, I have told you three times", True),
        ("im on diazepam as well", True),
        ("he takes them too", False),
        ("I take him to the shops as well as to the doctor", False),
        ("I have kids too", False),
        ("i also take care of our grandson", False),
        ("I am on holiday too", False),
        ("i have to do it all as well", False),
    ],
)
def test_a_carer_who_takes_them_too_is_heard(text: str, too: bool) -> None:
    assert takes_them_too(text) is too


def test_who_takes_them_too_is_asked_about_their_own(talk: Talk) -> None:
    talk.at("opening").say("carer", heard("my husband takes temazepam", "carer"))
    assert talk.state.carer
    talk.answer("i take them as well, i worry that i cannot stop either")
    assert not talk.state.carer and said(talk, "takes_them_too")


def test_a_goodbye_at_the_end_is_returned(talk: Talk) -> None:
    reply = talk.at("closing").say("goodbye", heard("goodbye then dear and thank you", "goodbye"))
    assert said(talk, "closing.bye") and buttons(reply) == ["/ask_summary"]


@pytest.mark.parametrize("move", ["reflect", "ask_privacy"])
@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("is this right?", True),
        ("Is all that correct then", True),
        ("have you got it right?", True),
        ("does that sound right to you", False),
        ("is it right to stay on them", False),
        ("is that right that they fog the memory", False),
        ("yes thats right", False),
    ],
)
def test_only_the_person_can_say_whether_the_summary_is_right(
    move: str, text: str, asks: bool, talk: Talk
) -> None:
    reply = talk.at("summary").say(move, heard(text))
    told = any(identity.startswith("summary.yours_to_say") for identity in talk.state.said)
    assert told is asks
    assert not asks or (talk.state.notes == [] and reply.messages[-1].kind == "question")


@pytest.mark.parametrize(
    "text",
    [
        "Sorry my english, I not understand this question. Is about the money or about the body?",
        "I'm not sure I follow, do you mean my own health dear or health in general?",
        "i dont get that one",
    ],
)
def test_a_question_that_was_not_understood_comes_in_other_words(text: str, talk: Talk) -> None:
    talk.at("dreams")
    for move in ("resist", "reflect"):
        reply = talk.say(move, heard(text))
        assert reply.messages[-1].kind == "question" and talk.state.phase == "dreams"
    assert talk.state.notes == [] and talk.state.resisted == 0


@pytest.mark.parametrize(
    "text",
    [
        "i dont understand the doctor, he talks too fast and then i am out of the door",
        "she doesnt get it",
        "i didnt get the help i was promised",
    ],
)
def test_who_does_not_understand_somebody_else_has_answered(text: str, talk: Talk) -> None:
    talk.at("expectations").answer(text, "doctor")
    assert talk.state.phase == "dreams" and [n.text for n in talk.state.notes] == [text]


def test_a_number_beside_a_question_is_taken(talk: Talk) -> None:
    talk.at("rulers").say("ask_repeat", heard("is that the same again? oh well, 3", "ask_repeat"))
    assert talk.state.rulers == {"importance": 3}


def test_what_is_told_in_going_back_is_kept(talk: Talk) -> None:
    told = "going back to the one about the doctor, i want my daughter to come in with me"
    talk.at("dreams").say("go_back", heard(told, "go_back"))
    assert told in [n.text for n in talk.state.notes]


def test_the_medicine_may_be_named_a_question_late(talk: Talk) -> None:
    talk.at("ideas").answer("lorazepam 1mg three times a day", intent="tell_medicine",
                            medicine="lorazepam")  # fmt: skip
    assert talk.state.phase == "ideas" and len(talk.state.notes_of("opening")) == 1


def test_talk_about_the_talk_is_no_dream(talk: Talk) -> None:
    talk.at("dreams").answer("man these are a lot of questions for a sleeping pill")
    assert talk.state.dream is None
