"""What somebody wants to say first, and one step back."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, buttons, heard, lines

from bot.coaching.heard import Heard, Sentence
from bot.risk import Verdict

CONTACT = Verdict("contact", "mixing", "mixing.alcohol_habit", "wine with it")


def test_what_somebody_wants_to_say_first_is_listened_to(talk: Talk) -> None:
    reply = talk.at("ideas").say("ask_to_tell", heard("can i tell you something first"))
    assert [m.kind for m in reply.messages] == ["statement"] and talk.state.aside == "tell"
    reply = talk.answer("my husband left me on sunday", "grief")
    assert reply.messages[0].kind == "reflection" and reply.messages[-1].kind == "question"
    assert (talk.state.phase, talk.state.step) == ("ideas", "ask")
    assert "my husband left me on sunday" in lines(talk)
    talk.answer("it is there to keep me calm", "nerves_stress")
    assert [n.text for n in talk.state.notes_of("ideas")] == ["it is there to keep me calm"]


@pytest.mark.parametrize(
    "text",
    [
        "ok so my husband left me on sunday",
        "no one knows i drink",
        "cancer",
        "never told anyone but he",
    ],
)
def test_it_is_kept_however_it_begins(text: str, talk: Talk) -> None:
    talk.at("ideas").say("ask_to_tell", heard("let me tell you something"))
    talk.answer(text)
    assert text in lines(talk) and talk.state.phase == "ideas"


def test_it_may_come_in_the_same_message(talk: Talk) -> None:
    both = Heard(
        "Can I tell you something? My husband left me.",
        "ask_to_tell",
        sentences=(
            Sentence("Can I tell you something?"),
            Sentence("My husband left me.", ("grief",)),
        ),
    )
    reply = talk.at("ideas").say("ask_to_tell", both)
    assert reply.messages[0].kind == "reflection" and reply.messages[-1].kind == "question"
    assert lines(talk) == ["My husband left me"]


def test_a_number_told_so_is_one(talk: Talk) -> None:
    talk.at("rulers").say("ask_to_tell", heard("hang on i want to say something"))
    talk.answer("8", intent="give_number")
    assert talk.state.rulers == {"importance": 8}


def test_no_why_takes_it(talk: Talk) -> None:
    talk.at("rulers").answer("8", intent="give_number")
    talk.say("ask_to_tell", heard("can i say something first"))
    talk.answer("my husband left me on sunday", "grief")
    assert talk.state.notes_of("importance") == [] and talk.state.step == "importance_why"


def test_it_may_be_the_answer_after_all(talk: Talk) -> None:
    talk.at("ideas").say("ask_to_tell", heard("let me explain"))
    talk.answer("i believe it holds me together", "relief", phase="ideas")
    assert talk.state.phase == "concerns"


def test_a_risk_told_first_is_no_answer_to_the_question(talk: Talk) -> None:
    talk.at("ideas").say("ask_to_tell", heard("can i be honest with you"))
    talk.say("reflect", heard("i have wine with it most nights", phase="none"), CONTACT)
    assert talk.state.notes_of("ideas") == [] and talk.state.aside == "carry_on"
    assert "i have wine with it most nights" in lines(talk)
    assert talk.press("affirm").messages[-1].kind == "question" and talk.state.phase == "ideas"


def test_before_consent_the_question_for_it_comes_first(talk: Talk) -> None:
    reply = talk.say("ask_to_tell", heard("can i tell you something"))
    assert buttons(reply) == ["/affirm", "/deny"] and talk.state.aside is None


def test_what_is_said_to_an_offer_to_read_is_in_the_summary(talk: Talk) -> None:
    talk.at("information").answer("i passed my driving test at 40", "driving")
    assert [n.text for n in talk.state.notes_of("added")] == ["i passed my driving test at 40"]


@pytest.mark.parametrize(
    "text",
    ["no one ever told me any of this when i started", "i dont want to end up like my mother did"],
)
def test_also_what_begins_like_a_no(text: str, talk: Talk) -> None:
    talk.at("information").answer(text)
    assert text in lines(talk) and talk.state.phase == "summary"


def test_back_from_something_else_is_back_to_the_question(talk: Talk) -> None:
    talk.at("information").press("delete", "delete")
    talk.press("go_back", "go_back")
    assert (talk.state.phase, talk.state.aside) == ("information", None)


def test_one_goes_back_a_question_at_a_time(talk: Talk) -> None:
    talk.at("dreams").answer("dunno", intent="thin_answer")
    talk.press("go_back", "go_back")
    assert (talk.state.phase, talk.state.step) == ("dreams", "ask")
    talk.press("go_back", "go_back")
    assert talk.state.phase == "expectations"


@pytest.mark.parametrize(
    ("told", "step"),
    [([], "importance"), (["8"], "importance"), (["8", "why"], "importance")],
)
def test_also_among_the_numbers(told: list[str], step: str, talk: Talk) -> None:
    talk.at("rulers")
    for text in told:
        talk.answer(text, intent="give_number")
    talk.press("go_back", "go_back")
    if told:
        assert (talk.state.phase, talk.state.step) == ("rulers", step)
    else:
        assert talk.state.phase == "link"
