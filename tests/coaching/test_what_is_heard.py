"""What an answer is taken for: consent, a reason, a wish, a relative, a medicine said in anger."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, heard, words

from bot.coaching.heard import Heard, Sentence, from_message
from bot.coaching.summary import summary_sections
from bot.risk import Verdict

OPEN = ["ideas", "concerns", "expectations", "dreams", "link"]
URGENT = Verdict("urgent", "abrupt_stop", "stopped", "stopped them")


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("Yes I agree to that, my daughter says I should do more of these", "opening"),
        ("ok then, valium for ten years", "ideas"),
        ("yes but I don't want anyone to read it", None),
    ],
)
def test_a_yes_at_the_head_of_a_message_is_consent(
    text: str, phase: str | None, talk: Talk
) -> None:
    medicine = {"medicine": "diazepam", "months": 120} if "valium" in text else {}
    talk.answer(text, intent="tell_medicine", **medicine)
    assert talk.state.consented is (phase is not None)
    assert talk.state.phase == (phase or "opening")


@pytest.mark.parametrize(
    ("denial", "denied"),
    [
        ("It's not about driving", True),
        ("i never said anything about a wheel", True),
        ("that has nothing to do with the car", True),
        ("it isnt about the car", True),
        ("It's not just about driving", False),
        ("it is not the same since I gave the car away", False),
        ("I never said it to my wife", False),
        ("it is the driving that I miss", False),
        ("I do not drive at night any more", False),
    ],
)
def test_a_topic_that_is_denied_is_not_heard_in_the_message(denial: str, denied: bool) -> None:
    def heard_in(text: str) -> dict[str, object]:
        return {"text": text, "themes": ["driving"], "talk": "neutral", "phase": "none",
                "phase_confidence": 0.9}  # fmt: skip

    sentences = [heard_in("I'm retired, I don't drive any more."), heard_in(denial)]
    heard = from_message({"text": denial, "heard": {"sentences": sentences}})
    assert (heard.themes == ()) is denied


def test_who_never_says_yes_keeps_the_buttons(talk: Talk) -> None:
    for number in range(12):
        reply = talk.answer(f"I wrote something of my own, number {number}")
    assert [b.payload for b in reply.messages[-1].buttons] == ["/affirm", "/deny"]


def test_a_medicine_that_is_named_after_resistance_is_heard(talk: Talk) -> None:
    talk.at("opening").say("resist", heard("my gp sent me, I did not ask for this", "resist"))
    talk.answer("Xanax", intent="tell_medicine", medicine="alprazolam")
    assert (talk.state.medicine, talk.state.phase) == ("alprazolam", "ideas")


def test_a_medicine_that_is_named_in_anger_is_heard(talk: Talk) -> None:
    talk.at("opening").say(
        "abuse", heard("clonazepam you stupid machine", "abuse", medicine="clonazepam")
    )
    assert (talk.state.medicine, talk.state.phase) == ("clonazepam", "ideas")


def test_how_long_may_come_one_message_later(talk: Talk) -> None:
    talk.at("opening").answer("valium", intent="tell_medicine", medicine="diazepam")
    reply = talk.answer("10 years", intent="tell_medicine", months=120)
    assert talk.state.phase == "ideas" and talk.state.notes_of("ideas") == []
    assert reply.messages[-1].kind == "question"


def test_because_of_him_is_a_reason(talk: Talk) -> None:
    talk.at("rulers").answer("5", intent="give_number")
    talk.answer("because of him", intent="thin_answer")
    assert [note.text for note in talk.state.notes_of("importance")] == ["because of him"]


def test_a_wish_to_go_on_after_a_risk_answers_no_question(talk: Talk) -> None:
    talk.at("dreams").say("risk", heard("I do not want to be here", "risk"), URGENT)
    talk.press("safe_now", "safe_now")
    talk.answer("yes I'd like to go on", intent="affirm")
    assert talk.state.phase == "dreams" and talk.state.notes_of("dreams") == []


def test_what_speaks_of_harm_is_never_quoted(talk: Talk) -> None:
    reply = talk.at("ideas").answer("I never think of harming myself", phase="concerns")
    assert talk.state.phase == "concerns" and "harming" not in words(reply)
    assert "harming" not in words(talk.say("ask_bot", heard("are you a robot", "ask_bot")))


def test_a_relative_is_asked_about_the_other_person(talk: Talk) -> None:
    talk.at("opening").say("carer", heard("I am asking for my mother", "carer"))
    said = []
    for _ in range(5):
        reply = talk.answer("she falls and I am frightened for her", "falls_balance")
        said += reply.messages
    assert talk.state.carer and talk.state.phase == "rulers"
    assert "carers." in " ".join(talk.state.said)
    asked = [identity for identity in talk.state.said if identity.endswith(tuple("0123456789"))]
    assert not [i for i in asked if i.startswith(tuple(f"{phase}.ask" for phase in OPEN))]
    assert not [i for i in asked if i.startswith(("falls_balance.", "bridges."))]
    assert [m for m in said if m.kind == "reflection"]


def test_who_takes_it_themselves_is_no_carer(talk: Talk) -> None:
    talk.at("opening").answer("temazepam", intent="tell_medicine", medicine="temazepam")
    talk.say("carer", heard("my husband takes these too", "carer"))
    assert not talk.state.carer


def test_what_is_no_wish_is_not_called_a_dream(talk: Talk) -> None:
    talk.at("dreams").answer("she gets muddled in the mornings", phase="concerns", sure=0.4)
    assert talk.state.dream is None
    talk.at("link")
    assert "muddled" not in " ".join(i for i in talk.state.said if "dream" in i)


def test_what_came_before_consent_and_named_no_medicine_still_leads_to_the_first_question(
    talk: Talk,
) -> None:
    talk.answer("my sleep is so poor and my heart races", "sleep", phase="concerns")
    reply = talk.press("affirm")
    assert talk.state.phase == "opening" and [m.kind for m in reply.messages][-1] == "question"
    assert [n.text for n in talk.state.notes_of("concerns")] == [
        "my sleep is so poor and my heart races"
    ]


@pytest.mark.parametrize("phase", OPEN)
def test_an_answer_without_a_theme_is_met_by_what_fits_the_question(phase: str, talk: Talk) -> None:
    talk.at(phase).answer("walking by the river with the dog", phase="none")
    assert any(identity.startswith(f"phase_{phase}.") for identity in talk.state.said)


def test_what_answers_another_question_is_not_met_as_a_dream(talk: Talk) -> None:
    talk.at("dreams").answer("i lost my words in the meeting again", phase="concerns")
    assert not any(identity.startswith("phase_dreams.") for identity in talk.state.said)


def test_a_wish_in_so_many_words_is_a_dream_whatever_the_classifier_says(talk: Talk) -> None:
    text = "what i would love is to go on the train, it was all we spoke of"
    talk.at("dreams").answer(text, "grief", phase="concerns", talk="sustain")
    assert talk.state.dream == text
    assert [note.text for note in talk.state.notes_of("dreams")] == [text]


def test_a_worry_is_not_filed_among_the_dreams(talk: Talk) -> None:
    talk.at("dreams").answer("some weeks of bad nights i suppose", phase="concerns", sure=0.5)
    assert talk.state.notes_of("dreams") == [] and talk.state.phase == "link"
    assert [n.text for n in talk.state.notes_of("concerns")] == [
        "some weeks of bad nights i suppose"
    ]


@pytest.mark.parametrize("text", ["dont have any dreams mate im 58", "no never had any of those"])
def test_no_dream_is_not_quoted_as_one(text: str, talk: Talk) -> None:
    talk.at("dreams").answer(text, phase="dreams")
    assert talk.state.dream is None


def test_the_dream_itself_stands_before_a_wish_said_by_the_way(talk: Talk) -> None:
    talk.at("expectations").answer("a doctor who will listen to me", phase="dreams")
    talk.at("dreams").answer("go sailing again with my brother", "family", phase="dreams")
    assert talk.state.dream == "go sailing again with my brother"
    assert any(identity.startswith("phase_dreams.") for identity in talk.state.said)


def test_no_idea_is_no_dream(talk: Talk) -> None:
    talk.at("dreams").answer("no idea", intent="thin_answer")
    assert talk.state.notes == [] and talk.state.dream is None


def test_one_word_can_be_the_reason_for_a_number(talk: Talk) -> None:
    talk.at("rulers").answer("6", intent="give_number")
    talk.answer("kids", "family", intent="thin_answer")
    assert [note.text for note in talk.state.notes_of("importance")] == ["kids"]


def test_what_is_told_after_the_end_is_added_to_the_summary(talk: Talk) -> None:
    talk.at("closing").answer("the lane thing scares me most so put that in")
    talk.say("show_summary", heard("show my summary", "ask_summary"))
    assert [note.text for note in talk.state.notes_of("added")] == [
        "the lane thing scares me most so put that in"
    ]
    assert "put that in" in words(talk.say("show_summary", heard("summary", "ask_summary")))


def test_a_question_after_the_end_is_kept_for_the_prescriber(talk: Talk) -> None:
    reply = talk.at("closing").answer("will it ever be over for me?")
    assert talk.state.questions == ["will it ever be over for me?"]
    assert [m.kind for m in reply.messages] == ["statement"]


@pytest.mark.parametrize(
    ("phase", "loss", "talks", "met"),
    [
        ("ideas", "grief", ("neutral", "neutral"), ["grief", "doctor"]),
        ("ideas", "trauma", ("neutral", "neutral"), ["trauma", "doctor"]),
        ("ideas", "grief", ("sustain", "neutral"), ["grief", "doctor"]),
        ("ideas", "grief", ("sustain", "change"), ["double_sided", "grief"]),
        ("dreams", "grief", ("neutral", "neutral"), ["phase_dreams", "grief"]),
        ("dreams", "trauma", ("sustain", "change"), ["double_sided", "trauma"]),
    ],
)
def test_a_loss_is_met_before_what_else_is_told_beside_it(
    phase: str, loss: str, talks: tuple[str, str], met: list[str], talk: Talk
) -> None:
    told = ("my doctor gave them to me and they help", "since my mother died I want to feel again")
    sentences = tuple(map(Sentence, told, (("doctor",), (loss,)), talks))
    before = len(talk.at(phase).state.said)
    talk.say("reflect", Heard(", and ".join(told), "tell_idea", sentences=sentences))
    said = [identity.split(".")[0] for identity in talk.state.said[before:]]
    assert said[:2] == met


def test_a_carers_summary_speaks_of_the_other_person(talk: Talk) -> None:
    talk.press("affirm")
    talk.say("carer", heard("its my mum who takes it", "carer"))
    talk.answer("it makes her sleepy all day", "sleep")
    carers = {s["key"]: s for s in summary_sections(talk.coach._bank, talk.state)}
    talk.state.carer = False
    patients = {s["key"]: s for s in summary_sections(talk.coach._bank, talk.state)}
    assert carers["ideas"]["lines"] == patients["ideas"]["lines"] == ["it makes her sleepy all day"]
    for key in ("opening", "ideas", "dreams", "confidence"):
        assert carers[key]["heading"] != patients[key]["heading"]
    assert carers["questions"] == patients["questions"]


def test_a_greeting_may_hold_the_yes(talk: Talk) -> None:
    talk.say("greet", heard("Hello good morning. Yes", "greet"))
    assert talk.state.consented
