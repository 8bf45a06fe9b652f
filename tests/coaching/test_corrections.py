"""Putting the coach right: another number, a line too many, something else first, one step back."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, buttons, heard, words

from bot.coaching.heard import Heard, Sentence
from bot.coaching.summary import summary_sections
from bot.risk import Verdict

BRAIN = "i think its my brain chemistry, the doctor said so"
JOB = "that i will lose my job"
CONTACT = Verdict("contact", "mixing", "mixing.alcohol_habit", "wine with it")


def lines(talk: Talk) -> list[str]:
    """Every line of the summary."""
    sections = summary_sections(talk.coach._bank, talk.state)
    return [line for section in sections for line in section["lines"]]


@pytest.fixture
def summarised(talk: Talk) -> Talk:
    """A talk in which two things were told, at its summary."""
    talk.at("ideas").answer(BRAIN, "memory_fog")
    talk.answer(JOB, "work", intent="tell_concern")
    while talk.state.phase != "summary":
        talk.press("skip", "skip")
    return talk


@pytest.mark.parametrize("move", ["correct", "reflect"])
@pytest.mark.parametrize(
    "text",
    [
        "change that to 6", "make it a 6", "sorry i meant 6", "no, 6", "put 6 instead of 8",
        "wait its more like a 6", "actually 6",
    ],
)  # fmt: skip
def test_a_number_is_changed_while_its_reason_is_asked(move: str, text: str, talk: Talk) -> None:
    talk.at("rulers").answer("8", intent="give_number")
    reply = talk.say(move, heard(text, "correct"))
    assert talk.state.rulers == {"importance": 6} and talk.state.step == "importance_why"
    assert "8" not in words(reply)


@pytest.mark.parametrize(
    "text",
    [
        "0 would mean i dont care", "because 0 would mean giving up", "my wife would put 10",
        "no zero is giving up", "its no 10", "my no 1 is my son", "no i take it at 5",
        "my doctor put 9", "i'd rather be at zero", "put 10 for my kids", "no 2 days are the same",
    ],
)  # fmt: skip
def test_a_reason_is_no_other_number(text: str, talk: Talk) -> None:
    talk.at("rulers").answer("6", intent="give_number")
    talk.answer(text, intent="tell_reason")
    assert talk.state.rulers == {"importance": 6} and talk.state.step == "confidence"


@pytest.mark.parametrize(
    "text",
    [
        "i'd put 5",
        "put 5",
        "id say more like 5",
        "no idea, 5",
        "oh no, 5",
        "actually 5",
        "i mean 5",
    ],
)
def test_how_sure_somebody_is_leaves_the_number_before_as_it_is(text: str, talk: Talk) -> None:
    talk.at("rulers").answer("8", intent="give_number")
    talk.answer("because of my daughter", "family", intent="tell_reason")
    talk.answer(text, intent="give_number")
    assert talk.state.rulers == {"importance": 8, "confidence": 5}


def test_it_may_come_with_its_reason(talk: Talk) -> None:
    talk.at("rulers").answer("4", intent="give_number")
    told = "No, put 6 please. If I am alone 4, but with my wife 6"
    talk.answer(told, "family", intent="tell_reason")
    assert talk.state.rulers == {"importance": 6} and talk.state.step == "confidence"
    assert told in lines(talk)


def test_and_once_more_when_the_next_one_is_asked_for(talk: Talk) -> None:
    talk.at("rulers").answer("8", intent="give_number")
    talk.answer("because of my daughter", "family", intent="tell_reason")
    reply = talk.say("correct", heard("change that to 6", "correct"))
    assert talk.state.rulers == {"importance": 6} and talk.state.step == "confidence"
    assert "/skip" not in buttons(reply) and len(buttons(reply)) == 11
    talk.answer("4", intent="give_number")
    assert talk.state.rulers == {"importance": 6, "confidence": 4}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("its wrong i never said that about brain", BRAIN),
        ("take out the bit about my brain please", BRAIN),
        ("i didn't say that about my job", JOB),
        ("remove the job thing", JOB),
        ("i dont want the brain bit in there", BRAIN),
        ("i would rather not have the job in it", JOB),
    ],
)
@pytest.mark.parametrize("move", ["correct", "reflect", "delete"])
def test_a_line_that_is_named_is_taken_out(
    move: str, text: str, gone: str, summarised: Talk
) -> None:
    reply = summarised.say(move, heard(text, "correct"))
    left = BRAIN if gone == JOB else JOB
    assert gone in words(reply) and gone not in lines(summarised) and left in lines(summarised)
    assert summarised.state.phase == "summary" and "/affirm" in buttons(reply)
    assert summarised.press("affirm").effects == ["keep_summary"]


@pytest.mark.parametrize(
    "text",
    [
        "take out the line about my mother",
        "it is wrong",
        "it was my sister, not my job",
        "the doctor is right, i will lose my job and my flat",
        "i didnt tell you about my job",
        "i never told you about my brain",
        "thats right about my job",
        "the bit about my brain is right",
        "thats right, i will lose my job",
        "dont leave out my job",
        "please dont take out the bit about my brain",
        "i want to get off my job",
        "take me out of my job",
        "leave my job out of it",
        "get rid of the wool in my brain",
        "i never meant to say brain",
        "i never said that about my job to my wife",
        "i do not want to work in it",
        "what is wrong with my brain",
        "my head is not right",
        "i never said the doctor helped, i said 2 words about my brain",
    ],
)
def test_nothing_else_is_taken_out(text: str, summarised: Talk) -> None:
    summarised.say("correct", heard(text, "correct"))
    assert {BRAIN, JOB} <= set(lines(summarised))


def test_deleting_everything_is_no_line(summarised: Talk) -> None:
    summarised.state.notes[0].text = "i worry about everything"
    reply = summarised.say("delete", heard("delete everything", "delete"))
    assert buttons(reply) == ["/delete_all", "/deny"] and summarised.state.taken_out == []


@pytest.mark.parametrize("text", ["no put that back", "no dont take that out", "keep it in", JOB])
def test_a_line_can_be_put_back(text: str, summarised: Talk) -> None:
    summarised.say("correct", heard("take out the bit about my job", "correct"))
    assert JOB not in lines(summarised)
    summarised.say("reflect", heard(text))
    assert JOB in lines(summarised) and summarised.state.taken_out == []


def test_a_line_is_taken_out_after_the_end_too(summarised: Talk) -> None:
    summarised.press("affirm")
    reply = summarised.say("reflect", heard("leave out my job"))
    assert summarised.state.phase == "closing" and JOB in words(reply)
    assert JOB not in lines(summarised)


@pytest.mark.parametrize("text", ["no dont delete it", "wait, no", "yes if you keep the summary"])
def test_only_a_plain_yes_deletes(text: str, talk: Talk) -> None:
    talk.at("ideas").press("delete", "delete")
    for move, intent in (("delete", "delete"), ("reflect", "affirm")):
        reply = talk.say(move, heard(text, intent))
        assert reply.effects == [] and reply.messages
        talk.press("delete", "delete")


@pytest.mark.parametrize(
    ("move", "intent", "text"),
    [
        ("delete", "delete", "yes delete it"),
        ("reflect", "affirm", "yes please delete everything"),
        ("reflect", "affirm", "yes. goodbye"),
    ],
)
def test_a_plain_yes_deletes(move: str, intent: str, text: str, talk: Talk) -> None:
    talk.at("ideas").press("delete", "delete")
    assert talk.say(move, heard(text, intent)).effects == ["erase"]


def test_a_correction_is_no_yes_to_deleting(talk: Talk) -> None:
    talk.at("rulers").answer("8", intent="give_number")
    talk.say("delete", heard("delete that number", "delete"))
    talk.say("correct", heard("no, make it a 6", "correct"))
    assert talk.state.rulers == {"importance": 6} and talk.state.aside is None
    assert talk.answer("yes", intent="affirm").effects == []


def test_before_the_summary_no_line_is_named(talk: Talk) -> None:
    talk.at("ideas").answer(BRAIN, "memory_fog")
    talk.say("correct", heard("i never said that about my brain", "correct"))
    assert talk.state.taken_out == []


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


def test_a_summary_that_is_shown_again_quotes_nothing_besides(summarised: Talk) -> None:
    reply = summarised.press("ask_summary", "show_summary")
    assert [m.kind for m in reply.messages] == ["summary", "question"]
