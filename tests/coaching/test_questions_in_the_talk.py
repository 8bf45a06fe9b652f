"""A question in the talk: the passage it asks for, the sources of one, the same for another."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, heard, pressed

from bot.cli import prepare
from bot.coaching.heard import Heard, Sentence
from bot.coaching.service import Answered, CoachService
from bot.guidance.answering import NOTHING
from bot.settings import Settings


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> CoachService:
    """The coach over the real library."""
    var = tmp_path_factory.mktemp("questions")
    settings = Settings.from_env(
        {"UNHURRIED_VAR": str(var), "UNHURRIED_SEED": "tests", "UNHURRIED_COUNTRY": "AU"}
    )
    prepare(settings)
    return CoachService.from_settings(settings)


class Asker:
    """One person who has agreed, and asks."""

    def __init__(self, service: CoachService, name: str, medicine: str) -> None:
        self.service, self.name = service, name
        service.answer(name, "reflect", pressed("affirm"))
        service.answer(name, "reflect", heard("my tablets", "tell_medicine", medicine=medicine))

    def ask(self, text: str, move: str = "guidance", **topics: float) -> Answered:
        """What the coach answers to a question that the classifier sees so."""
        topics = topics or {NOTHING: 0.9}
        return self.service.answer(self.name, move, heard(text, "ask_guidance", topics=topics))


@pytest.fixture
def asker(service: CoachService, request: pytest.FixtureRequest) -> Asker:
    """Takes diazepam."""
    return Asker(service, request.node.name[:36], "diazepam")


def informed(answered: Answered) -> str:
    """What was read out."""
    return "\n".join(m.text for m in answered.reply.messages if m.kind == "information")


def test_who_says_so_names_the_sources_whatever_the_move(asker: Asker) -> None:
    told = asker.ask("how slow is it done", how_fast=0.9)
    sources = [m.sources for m in told.reply.messages if m.sources]
    again = asker.ask("who says so?", "ask_why")
    assert [m.sources for m in again.reply.messages if m.sources] == sources
    assert "ASAM. Benzodiazepine Tapering pocket guide (2025)" in informed(again)
    assert "%" not in informed(again)
    assert again.state.topics == ["how_fast"]
    assert not informed(asker.ask("says who", "ask_why"))


def test_who_says_so_may_be_asked_of_a_note_further_up(asker: Asker) -> None:
    told = asker.ask("how slow is it done", how_fast=0.9)
    shown_before = asker.ask("how fast is it", how_fast=0.9)
    assert not informed(shown_before)
    again = asker.ask("who says so?")
    assert [m.sources for m in again.reply.messages if m.sources] == [
        m.sources for m in told.reply.messages if m.sources
    ]


def test_whether_it_is_certain_is_answered_with_the_sources(asker: Asker) -> None:
    told = asker.ask("how slow is it done", how_fast=0.9)
    again = asker.ask("is that certain?", "reflect")
    assert [m.sources for m in again.reply.messages if m.sources] == [
        m.sources for m in told.reply.messages if m.sources
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("would my cat mind that?", True),
        ("really?", False),
        ("that is slower than i thought", False),
    ],
)
def test_a_question_that_meets_what_was_read_is_kept_for_the_prescriber(
    text: str, kept: bool, asker: Asker
) -> None:
    asker.ask("how slow is it done", how_fast=0.9)
    told = asker.ask(text, "reflect")
    assert (told.state.questions[-1] == text) is kept
    assert not informed(told)


def test_the_same_for_another_medicine_does_not_become_ones_own(asker: Asker) -> None:
    asker.ask("do people switch first", switching=0.9)
    told = asker.ask("and for clonazepam?", "tell_medicine")
    assert "medicine for fits" in informed(told)
    assert told.state.medicine == "diazepam"
    cited = [m.sources for m in asker.ask("who says so").reply.messages if m.sources]
    assert cited == [m.sources for m in told.reply.messages if m.sources]


def test_what_it_is_changed_to_is_not_ones_own(service: CoachService) -> None:
    asker = Asker(service, "swap", "lorazepam")
    told = asker.ask("should i switch to diazepam", switching=0.9)
    assert "Some people first move to one" in informed(told)
    assert told.state.medicine == "lorazepam"


def test_a_question_about_another_medicine_is_not_answered_but_kept(asker: Asker) -> None:
    told = asker.ask("how do i come off sertraline", how_fast=0.95)
    assert not informed(told)
    assert told.state.questions[-1] == "how do i come off sertraline"


def test_a_demand_for_a_dose_is_refused_however_it_was_heard(asker: Asker) -> None:
    told = asker.ask("how many mg should i take tomorrow", how_fast=0.95)
    assert not informed(told)
    payloads = [b.payload for m in told.reply.messages for b in m.buttons]
    assert '/ask_guidance{"topic": "ask_prescriber"}' in payloads


def test_an_answer_to_the_check_is_no_question(asker: Asker) -> None:
    asker.ask("how slow is it done", how_fast=0.9)
    told = asker.ask("that is slower than i thought", "reflect")
    assert not informed(told) and told.state.topics == ["how_fast"]


@pytest.mark.parametrize(
    "insisting",
    ["how much valium is 1mg of my ativan", "give me the schedule from 20 mg",
     "what does the label of xanax say about speed", "how do they do it in hospital per day",
     "convert 2 mg lorazepam to diazepam"],
)  # fmt: skip
@pytest.mark.parametrize("topic", ["switching", "how_fast", "equivalents", "dose_bands"])
def test_who_insists_gets_no_conversion_and_no_schedule(
    insisting: str, topic: str, service: CoachService
) -> None:
    asker = Asker(service, f"{topic}{len(insisting)}", "lorazepam")
    told = informed(asker.ask(insisting, **{topic: 0.95}))
    assert " mg" not in told and "equivalent to" not in told and "per day" not in told


def test_what_is_told_beside_a_question_before_consent_is_held_and_not_noted(talk: Talk) -> None:
    told = "i lie awake and think of my garden"
    both = Heard(
        f"why do you ask? {told}",
        "ask_why",
        sentences=(
            Sentence("why do you ask?"),
            Sentence(told, ("sleep",), phase="concerns", phase_confidence=0.9),
        ),
    )
    talk.say("ask_why", both)
    assert talk.state.notes == [] and talk.state.held
    talk.press("affirm")
    assert told in str(talk.state.to_json())


def beside(told: str, asked: str, **topics: float) -> Heard:
    """A message that tells something and asks."""
    return Heard(
        f"{told} {asked}",
        "tell_concern",
        sentences=(Sentence(told, ("memory_fog",), "neutral", "ideas", 0.4), Sentence(asked)),
        asked=asked,
        asked_topics=topics,
    )


def test_what_is_asked_beside_an_answer_is_answered_and_the_answer_kept(asker: Asker) -> None:
    told, asked = "It was awful to see my sister so.", "Does it give you dementia?"
    reply = asker.service.answer(asker.name, "reflect", beside(told, asked, memory=0.95))
    kinds = [m.kind for m in reply.reply.messages]
    assert kinds[0] == "reflection" and informed(reply) and reply.state.topics == ["memory"]
    assert [n.text for n in reply.state.notes_of("ideas")] == [told]
    assert reply.state.questions == [asked]
    after = asker.service.answer(asker.name, "reflect", pressed("affirm"))
    assert after.state.phase == "concerns"


def test_a_number_beside_a_question_is_taken_too(asker: Asker) -> None:
    for phase in ("ideas", "concerns", "expectations", "dreams", "link"):
        assert asker.service.answer(asker.name, "skip", pressed("skip")).state.phase != phase
    asks = beside("7 out of 10.", "How long does coming off take?", how_long=0.95)
    reply = asker.service.answer(asker.name, "reflect", asks)
    assert informed(reply) and reply.state.rulers == {"importance": 7}


def test_what_is_asked_beside_and_is_not_certain_is_left_to_the_talk(asker: Asker) -> None:
    unsure = beside("It was awful to see.", "Do other people say so?", **{NOTHING: 0.9})
    reply = asker.service.answer(asker.name, "reflect", unsure)
    assert not informed(reply) and reply.state.phase == "concerns"


def test_a_dose_that_is_asked_for_beside_an_answer_is_not_named(asker: Asker) -> None:
    asks = beside("He forgets words.", "Should I give him only half a tablet tonight?")
    reply = asker.service.answer(asker.name, "reflect", asks)
    assert not informed(reply) and reply.state.questions == [asks.asked]
    assert [n.text for n in reply.state.notes_of("ideas")] == ["He forgets words."]
