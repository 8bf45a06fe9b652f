"""The walk through the phases, and every way off it and back."""

from __future__ import annotations

import pytest
from coaching_talk import Talk, buttons, heard, words

from bot.coaching.coach import Coach
from bot.coaching.state import PHASES
from bot.risk import Verdict

OPEN = ["ideas", "concerns", "expectations", "dreams", "link"]
URGENT = Verdict("urgent", "abrupt_stop", "stopped", "stopped them")
EMERGENCY = Verdict("emergency", "suicide_self_harm", "suicide.want", "kill myself")
CONTACT = Verdict("contact", "mixing", "mixing.alcohol_habit", "wine with it")


def following(phase: str) -> str:
    """The phase after one."""
    return PHASES[PHASES.index(phase) + 1]


def test_nothing_about_health_is_asked_before_consent(talk: Talk) -> None:
    assert [m.kind for m in talk.opening.messages][-1] == "consent"
    assert buttons(talk.opening) == ["/affirm", "/deny"]
    talk.answer("i take valium and sleep badly", "sleep", medicine="diazepam")
    assert talk.state.notes == [] and talk.state.medicine is None
    assert talk.state.phase == "opening" and not talk.state.consented


def test_what_was_written_before_consent_is_heard_after_it(talk: Talk) -> None:
    talk.answer("i take valium", medicine="diazepam")
    reply = talk.answer("since my husband died", "grief", months=60)
    assert buttons(reply) == ["/affirm", "/deny"]
    talk.press("affirm")
    assert talk.state.consented and talk.state.held is None
    assert [n.text for n in talk.state.notes_of("opening")] == [
        "i take valium since my husband died"
    ]
    assert talk.state.medicine == "diazepam" and talk.state.phase == "ideas"


def test_a_no_forgets_what_was_written(talk: Talk) -> None:
    talk.answer("i take valium", medicine="diazepam")
    reply = talk.press("deny")
    assert reply.effects == ["forget_words"] and talk.state.held is None
    assert not talk.state.consented and buttons(reply) == ["/affirm"]
    talk.press("affirm")
    assert talk.state.consented and talk.state.notes == []


@pytest.mark.parametrize("phase", OPEN)
def test_an_answer_is_reflected_noted_and_leads_on(phase: str, talk: Talk) -> None:
    reply = talk.at(phase).answer("the nights are long and my mind races", "sleep")
    assert reply.messages[0].kind == "reflection"
    assert talk.state.phase == following(phase) and phase in talk.state.done
    assert [n.text for n in talk.state.notes_of(phase)] == ["the nights are long and my mind races"]
    assert talk.state.notes[-1].themes == ["sleep"]


@pytest.mark.parametrize("phase", ["opening", *OPEN])
def test_a_thin_answer_is_asked_about_once(phase: str, talk: Talk) -> None:
    talk.at(phase).answer("dunno", intent="thin_answer")
    assert (talk.state.phase, talk.state.step) == (phase, "deeper")
    talk.answer("not sure", intent="thin_answer")
    assert talk.state.phase == following(phase)
    assert talk.state.notes == []


@pytest.mark.parametrize("phase", ["opening", *OPEN, "information", "summary"])
def test_a_phase_can_be_skipped(phase: str, talk: Talk) -> None:
    reply = talk.at(phase).press("skip", "skip")
    assert talk.state.phase == following(phase) and phase in talk.state.done
    assert reply.messages and talk.state.notes == []


def test_each_ruler_can_be_skipped(talk: Talk) -> None:
    talk.at("rulers").press("skip", "skip")
    assert (talk.state.phase, talk.state.step) == ("rulers", "confidence")
    talk.press("skip", "skip")
    assert talk.state.phase == "information" and talk.state.rulers == {}


@pytest.mark.parametrize("phase", PHASES[1:])
def test_one_can_go_back(phase: str, talk: Talk) -> None:
    before = PHASES[PHASES.index(phase) - 1]
    reply = talk.at(phase).press("go_back", "go_back")
    assert talk.state.phase == before and before not in talk.state.done
    assert any(m.kind in {"question", "summary", "statement"} for m in reply.messages)


def test_there_is_nothing_before_the_beginning(talk: Talk) -> None:
    reply = talk.at("opening").press("go_back", "go_back")
    assert talk.state.phase == "opening" and reply.messages


def test_resistance_is_rolled_with_first_and_later(talk: Talk) -> None:
    first = talk.at("concerns").say("resist", heard("leave me alone about it", "resist"))
    assert talk.state.phase == "concerns" and talk.state.aside == "resist"
    assert first.messages[0].kind == "reflection" and buttons(first) == ["/affirm", "/stop"]
    assert "emphasize_autonomy" in [m.code for m in first.messages]
    assert "question_open" not in [m.code for m in first.messages]
    second = talk.say("resist", heard("i said leave it alone", "resist"))
    assert talk.state.phase == "expectations" and talk.state.resisted == 2
    assert second.messages[0].kind == "reflection"


@pytest.mark.parametrize(
    ("press", "phase", "aside"), [("affirm", "concerns", None), ("deny", "concerns", "stop")]
)
def test_after_resistance_one_goes_on_or_stops(
    press: str, phase: str, aside: str | None, talk: Talk
) -> None:
    talk.at("concerns").say("resist", heard("leave me alone about it", "resist"))
    talk.press(press)
    assert (talk.state.phase, talk.state.aside) == (phase, aside)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("3", 3), ("seven", 7), ("10", 10), ("about a 6", 6), ("8/10", 8)],
)
def test_a_number_is_kept_and_its_reason_asked(text: str, number: int, talk: Talk) -> None:
    reply = talk.at("rulers").answer(text, intent="give_number")
    assert talk.state.rulers == {"importance": number}
    assert talk.state.step == "importance_why"
    assert [m.kind for m in reply.messages][-1] == "question"
    talk.answer("because i miss my garden and the choir", "flat_feelings", intent="tell_reason")
    assert talk.state.step == "confidence"
    assert [n.text for n in talk.state.notes_of("importance")] == [
        "because i miss my garden and the choir"
    ]


def test_a_number_with_its_reason_needs_no_question(talk: Talk) -> None:
    talk.at("rulers").answer("7 because i want to see my sister in spain again", "family")
    assert talk.state.rulers == {"importance": 7} and talk.state.step == "confidence"
    assert len(talk.state.notes_of("importance")) == 1


def test_nobody_is_asked_why_it_is_not_lower_than_zero(talk: Talk) -> None:
    talk.at("rulers").answer("0")
    reply = talk.say("ask_bot", heard("are you a real person?", "ask_bot"))
    assert talk.state.step == "importance_why"
    assert any(said.startswith("rulers.importance_why_zero") for said in talk.state.said[-1:])
    assert "lower" not in words(reply)


@pytest.mark.parametrize("text", ["11", "-1", "a lot", "dunno", "50mg"])
def test_what_is_no_number_is_asked_for_once_more(text: str, talk: Talk) -> None:
    reply = talk.at("rulers").answer(text, intent="thin_answer")
    assert talk.state.rulers == {} and talk.state.step == "importance_again"
    assert buttons(reply) == [*map(str, range(11)), "/skip"]
    talk.answer(text, intent="thin_answer")
    assert talk.state.step == "confidence" and talk.state.rulers == {}


def test_guidance_is_given_with_sources_and_then_checked(talk: Talk) -> None:
    talk.at("concerns")
    reply = talk.say("guidance", heard("how slowly is it done?", "ask_guidance", topic="how_fast"))
    assert [m.kind for m in reply.messages][:1] == ["information"]
    assert any(m.sources for m in reply.messages) and talk.state.aside == "check"
    assert talk.state.topics == ["how_fast"] and talk.state.phase == "concerns"
    assert talk.state.questions == ["how slowly is it done?"]
    again = talk.answer("ok", intent="thin_answer")
    assert talk.state.phase == "concerns" and talk.state.aside is None
    assert again.messages[-1].kind == "question"


def test_guidance_that_was_read_is_not_read_out_twice(talk: Talk) -> None:
    talk.at("concerns")
    asked = heard("how slowly?", "ask_guidance", topic="how_fast")
    first, second = talk.say("guidance", asked), talk.say("guidance", asked)
    assert "information" in [m.kind for m in first.messages]
    assert not any(m.sources for m in second.messages) and second.messages
    assert talk.state.questions == ["how slowly?"] and talk.state.topics == ["how_fast"]


@pytest.mark.parametrize("topic", [None, "moon", ""])
def test_a_question_with_no_passage_is_kept_for_the_prescriber(
    topic: str | None, talk: Talk
) -> None:
    reply = talk.at("concerns").say("guidance", heard("is it the moon?", topic=topic))
    assert talk.state.questions == ["is it the moon?"]
    assert reply.messages and talk.state.phase == "concerns"


def test_a_plain_yes_takes_the_first_thing_offered(talk: Talk) -> None:
    talk.at("ideas").answer("i lie awake all night without them", "sleep")
    talk.at("information")
    reply = talk.answer("yes please", intent="affirm")
    assert reply.messages[0].kind == "information" and talk.state.topics == ["sleep"]
    talk.answer("that is a lot to take in tonight", "sleep")
    assert talk.state.phase == "summary"


@pytest.mark.parametrize("move", ["stop", "delete", "show_summary", "skip"])
def test_a_yes_that_asks_for_something_else_gets_that(move: str, talk: Talk) -> None:
    talk.at("information")
    reply = talk.say(move, heard("ok lets do that", move))
    assert not any(message.kind == "information" for message in reply.messages)


def test_a_yes_that_names_a_topic_gets_that_topic(talk: Talk) -> None:
    talk.at("information")
    reply = talk.say("guidance", heard("yes tell me about sleep", "ask_guidance", topic="sleep"))
    assert talk.state.topics == ["sleep"] and reply.messages[0].kind == "information"


def test_a_dose_is_never_given(talk: Talk) -> None:
    question = heard("what dose should i take?", "demand_dose")
    reply = talk.at("concerns").say("demand_dose", question)
    assert "mg" not in words(reply) and not any(m.kind == "information" for m in reply.messages)
    assert [b for b in buttons(reply) if b.startswith("/ask_guidance")] == [
        '/ask_guidance{"topic": "how_fast"}', '/ask_guidance{"topic": "ask_prescriber"}',
    ]  # fmt: skip
    assert talk.state.questions == ["what dose should i take?"]
    assert talk.state.phase == "concerns"


@pytest.mark.parametrize("verdict", [URGENT, EMERGENCY], ids=lambda v: v.tier)
def test_a_risk_stops_the_coaching_until_it_is_safe(verdict: Verdict, talk: Talk) -> None:
    talk.at("concerns")
    reply = talk.say("risk", heard("words", "risk"), verdict)
    assert [m.kind for m in reply.messages] == ["risk", "contacts", "risk"]
    assert talk.state.paused == verdict.tier
    lines = []
    for move in ("reflect", "skip", "resist", "guidance", "show_summary", "ask_bot", "not_safe"):
        stayed = talk.say(move, heard("the nights are long and dark", topic="sleep"))
        assert [m.kind for m in stayed.messages] == ["risk", "contacts"]
        assert "000" in words(stayed) and "13 11 14" in words(stayed)
        lines.append("\n" not in stayed.messages[1].text)
    # One line does while the whole list is in sight.
    assert lines[0] and not all(lines)
    assert talk.state.phase == "concerns" and talk.state.notes == []
    back = talk.press("safe_now", "safe_now")
    if verdict.tier == "emergency":
        assert talk.state.paused == "emergency" and buttons(back) == ["/not_safe", "/affirm"]
        back = talk.press("affirm")
    assert talk.state.paused is None and talk.state.phase == "concerns"
    assert [m.kind for m in back.messages][-1] == "question"


def test_a_risk_before_consent_returns_to_consent(talk: Talk) -> None:
    talk.say("risk", heard("words", "risk"), URGENT)
    back = talk.press("safe_now", "safe_now")
    assert buttons(back) == ["/affirm", "/deny"] and not talk.state.consented


def test_one_can_stop_or_delete_while_paused(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("words", "risk"), URGENT)
    assert "/delete_all" in buttons(talk.press("delete", "delete"))
    assert talk.press("delete_all", "delete_all").effects == ["erase"]


def test_who_asks_for_a_person_at_risk_gets_all_the_numbers_each_time(talk: Talk) -> None:
    talk.at("concerns").say("risk", heard("words", "risk"), URGENT)
    for _ in range(9):
        reply = talk.say("ask_person", heard("can i talk to a real person", "ask_person"))
        assert [m.kind for m in reply.messages] == ["risk", "contacts"]
        assert "\n" in reply.messages[1].text and "/safe_now" in buttons(reply)
    assert talk.state.paused == "urgent"


def test_the_lowest_tier_is_answered_and_the_talk_goes_on(talk: Talk) -> None:
    talk.at("concerns")
    text = "some nights i cannot cope with all this noise"
    reply = talk.say("risk", heard(text, "risk", "sleep"), CONTACT)
    assert reply.messages[0].kind == "risk" and talk.state.paused is None
    assert talk.state.aside == "carry_on" and talk.state.phase == "concerns"
    assert [n.text for n in talk.state.notes_of("concerns")] == [text]
    talk.press("affirm")
    assert talk.state.phase == "expectations" and talk.state.aside is None


def test_someone_who_is_not_safe_gets_the_contacts(talk: Talk) -> None:
    reply = talk.at("dreams").press("not_safe", "not_safe")
    assert [m.kind for m in reply.messages] == ["risk", "contacts"]
    assert talk.state.paused == "urgent"


def test_the_summary_holds_the_words_and_can_be_changed(talk: Talk) -> None:
    talk.at("ideas").answer("i lie awake all night without them", "sleep")
    shown = words(talk.at("summary").press("ask_summary", "show_summary"))
    assert "i lie awake all night without them" in shown
    reply = talk.press("deny")
    assert (talk.state.phase, talk.state.step) == ("summary", "change")
    assert reply.effects == []
    kept = talk.answer("please add that my sister helps me")
    assert kept.effects == ["keep_summary"] and talk.state.phase == "closing"
    assert "please add that my sister helps me" in [n.text for n in talk.state.notes_of("added")]


def test_the_end_stays_open(talk: Talk) -> None:
    talk.at("closing")
    assert talk.state.done == list(PHASES)
    for _ in range(12):
        assert talk.answer("thank you for the talk tonight", "relief").messages
    assert talk.state.phase == "closing" and talk.state.done == list(PHASES)


@pytest.mark.parametrize("seed", ["a", "b"])
def test_the_same_conversation_has_the_same_words(seed: str, coach: Coach) -> None:
    replies = []
    for _ in range(2):
        talk = Talk(coach, seed)
        replies.append(words(talk.opening) + words(talk.at("ideas").answer("my nerves are bad")))
    assert replies[0] == replies[1]


def test_other_conversations_have_other_words(coach: Coach) -> None:
    first = {words(Talk(coach, str(n)).at("ideas").answer("my nerves are bad")) for n in range(8)}
    assert len(first) > 3
