"""Putting the coach right: another number, a line too many."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, buttons, heard, lines, words

from bot.coaching.state import Note
from bot.risk import Verdict

BRAIN = "i think its my brain chemistry, the doctor said so"
JOB = "that i will lose my job"
CONTACT = Verdict("contact", "mixing", "mixing.alcohol_habit", "wine with it")


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


RUDE = "that was rude, no need to talk to me like that"
WHEEL = "it is like a wheel and i cannot get off"
NERVES = "But what is nerves work hard"
OUT = "i take my son out at weekends"
WORK = "work takes me out of myself"
SECOND = "i take the second tablet at night"
PAGE = "Show my summary"


@pytest.fixture
def long_page(summarised: Talk) -> Talk:
    """A talk at its summary, on which more stands."""
    told = (RUDE, "no shit", WHEEL, NERVES, OUT, WORK, SECOND)
    summarised.state.notes += [Note("ideas", text) for text in told]
    return summarised


@pytest.mark.parametrize(
    ("text", "gone", "added"),
    [
        (
            "No it's not right, you've put down me telling you off, I'd not want the doctor to see "
            "that. Take out the bit about rude, and where is the wedding? Who sees this?",
            [RUDE],
            [],
        ),
        (
            "lol take out 'no shit'. hopes n dreams are wrong. 5 a side + kid are both what i want",
            ["no shit"],
            ["hopes n dreams are wrong. 5 a side + kid are both what i want"],
        ),
        (
            f"Yes it is good, thank you. But please take away '{NERVES}', this is not my idea.",
            [NERVES],
            [],
        ),
        (
            "There's a bit in there about a wheel, take that out. And it doesn't say what I "
            "take or how long, diazepam 20 years",
            [WHEEL],
            ["And it doesn't say what I take or how long, diazepam 20 years"],
        ),
        ("There's a bit about a wheel. Please take that out", [WHEEL], []),
        ("It says 'no shit'. Take it out please", ["no shit"], []),
        ("take out \u2018no shit\u2019 and \u201cnerves work hard\u201d", ["no shit", NERVES], []),
        ('Remove "No shit." And \u00ablike a weel and i cannot\u00bb. Ta', ["no shit", WHEEL], []),
        ("take out the bit about my brain and the job thing", [BRAIN, JOB], []),
        ("the wheel line needs to go", [WHEEL], []),
        ("I'd rather you left out the bit about rude", [RUDE], []),
        ("don't mention the bit about wheels please", [WHEEL], []),
        ("can you take my brain out of the summary", [BRAIN], []),
        ("take out the bit about the second tablet", [SECOND], []),
        (
            "take out the wheel, and put in that i have had it 20 years",
            [WHEEL],
            ["i have had it 20 years"],
        ),
        (
            "take out the bit about my brain i have been on them 20 years",
            [BRAIN],
            ["i have been on them 20 years"],
        ),
        ("Take out 'no shit', put 'it surprised me'.", ["no shit"], ["'it surprised me'"]),
    ],
)
@pytest.mark.parametrize("move", ["correct", "reflect", "guidance", "ask_privacy"])
@pytest.mark.parametrize("phase", ["summary", "closing"])
def test_each_line_that_is_named_goes_and_the_rest_is_added(
    phase: str, move: str, text: str, gone: list[str], added: list[str], long_page: Talk
) -> None:
    if phase == "closing":
        long_page.press("affirm")
    before = set(lines(long_page))
    reply = long_page.say(move, heard(text, "correct"))
    assert set(lines(long_page)) == before - set(gone) | {line.rstrip(".") for line in added}
    assert all(line in words(reply) for line in gone)
    assert long_page.state.phase == phase and PAGE not in words(reply)


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("take out the line about my mother", []),
        ("Please remove 'my mother'. I have two sons.", ["I have two sons"]),
        ("take that out please", []),
        ("i never said 'it is my mother'", []),
        ("thanks. delete the sentence about god, thats mine. who sees this", []),
        ("take out 'the'", []),
    ],
)
@pytest.mark.parametrize("move", ["correct", "reflect", "delete"])
def test_what_no_line_fits_is_owned_to_and_not_printed(
    move: str, text: str, added: list[str], long_page: Talk
) -> None:
    before = set(lines(long_page))
    reply = long_page.say(move, heard(text, "correct"))
    assert set(lines(long_page)) == before | set(added) and long_page.state.taken_out == []
    assert PAGE in words(reply) and long_page.state.phase == "summary"
    assert buttons(reply) == ["/affirm", "/ask_summary"]


def test_the_line_that_is_found_goes_where_another_is_not(long_page: Talk) -> None:
    reply = long_page.say("correct", heard("take out 'no shit' and 'my mother'", "correct"))
    assert "no shit" not in lines(long_page) and PAGE in words(reply)


@pytest.mark.parametrize(
    "text",
    [
        "I want to take my son out",
        "take me out of work",
        "leave out the second tablet",
        "please leave out the second tablet at night",
        "he told me to take out the second tablet",
        "take the work away from me",
        "i get up early and take out the dog",
        "they will meet and remove my second tablet",
        "I take it out on my son",
        "dont put me in a home",
        "I had my tablet before. Leave it out or is it fine?",
    ],
)
@pytest.mark.parametrize("phase", ["summary", "closing"])
def test_what_is_said_of_life_takes_nothing_out(phase: str, text: str, long_page: Talk) -> None:
    if phase == "closing":
        long_page.press("affirm")
    before = set(lines(long_page))
    reply = long_page.say("reflect", heard(text))
    assert before <= set(lines(long_page)) and long_page.state.taken_out == []
    assert PAGE not in words(reply) or phase == "closing"


@pytest.mark.parametrize("text", ["delete everything", "delete what i said", "erase my messages"])
def test_everything_is_still_asked_about_before_it_is_deleted(text: str, long_page: Talk) -> None:
    assert buttons(long_page.say("delete", heard(text, "delete"))) == ["/delete_all", "/deny"]


def test_a_question_that_was_put_down_is_a_line_too(long_page: Talk) -> None:
    asked = "does it harm my liver?"
    long_page.state.questions.append(asked)
    long_page.say("correct", heard("take out the bit about my liver", "correct"))
    assert asked not in lines(long_page)
    long_page.say("reflect", heard("put it back please"))
    assert asked in lines(long_page)


def test_what_is_not_to_be_quoted_is_taken_out_all_the_same(long_page: Talk) -> None:
    told = "i never think of harming myself"
    long_page.state.notes.append(Note("ideas", told))
    reply = long_page.say("correct", heard("take out the line about harming myself", "correct"))
    assert told not in lines(long_page) and told not in words(reply)
    assert any(id.startswith("summary.line_gone") for id in long_page.state.said)


def test_a_risk_in_such_a_wish_does_not_print_it(long_page: Talk) -> None:
    text = "take out the bit about the wine with it"
    long_page.say("reflect", heard(text, phase="concerns"), CONTACT)
    assert text not in lines(long_page)


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


def test_a_summary_that_is_shown_again_quotes_nothing_besides(summarised: Talk) -> None:
    reply = summarised.press("ask_summary", "show_summary")
    assert [m.kind for m in reply.messages] == ["summary", "question"]


@pytest.mark.parametrize("text", ["delete my information", "erase my file"])
def test_a_wish_to_delete_that_names_no_line_is_about_all_of_it(text: str, talk: Talk) -> None:
    reply = talk.at("summary").say("delete", heard(text, "delete"))
    assert "/delete_all" in [b.payload for m in reply.messages for b in m.buttons]
