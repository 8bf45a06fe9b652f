"""Who is asked whether they think of dying is heard, whatever the answer is."""

from __future__ import annotations

from pathlib import Path

import pytest
from coaching_talk import Talk, buttons, heard, pressed
from sqlalchemy import select

from bot.cli import prepare
from bot.coaching.heard import Heard
from bot.coaching.service import CoachService
from bot.records.referrals import Referral
from bot.records.turns import add_turn
from bot.risk import Verdict
from bot.settings import Settings

ASKING = Verdict("contact", "severe_distress", "distress.worn", "cannot cope")


@pytest.mark.parametrize("consented", [True, False])
@pytest.mark.parametrize("no", [heard("no, never", "deny"), pressed("affirm")])
def test_a_no_to_thoughts_of_dying_goes_back_to_what_was_open(
    no: Heard, consented: bool, talk: Talk
) -> None:
    if consented:
        talk.at("concerns")
    asked = talk.say("risk", heard("i cannot cope any more", "risk"), ASKING)
    assert talk.state.aside == "thoughts" and "/not_safe" in buttons(asked)
    reply = talk.say("reflect", no)
    assert reply.messages[0].kind == "risk" and len(reply.messages) > 1
    assert talk.state.consented is consented and talk.state.paused is None
    assert consented or buttons(reply) == ["/affirm", "/deny"]


def test_the_question_for_thoughts_is_answered_by_the_next_message_or_not_at_all(
    talk: Talk,
) -> None:
    talk.at("concerns").say("risk", heard("i cannot cope any more", "risk"), ASKING)
    talk.answer("the neighbours drill all night and i lie there", "sleep")
    assert talk.state.aside is None


@pytest.mark.parametrize("consented", [True, False])
@pytest.mark.parametrize("yes", [heard("yes sometimes", "affirm"), pressed("not_safe")])
def test_a_yes_to_thoughts_of_dying_pauses_the_talk_and_reaches_the_clinic(
    yes: Heard, consented: bool, tmp_path: Path
) -> None:
    settings = Settings.from_env({"UNHURRIED_VAR": str(tmp_path), "UNHURRIED_SEED": "tests"})
    prepare(settings)
    service = CoachService.from_settings(settings)
    service.open("GB", "one")
    if consented:
        service.answer("one", "reflect", pressed("affirm"))
    said = heard("i cannot cope any more", "risk")
    service.answer("one", "risk", said, verdict=ASKING.as_dict())
    with service.records.session() as session:
        number = add_turn(session, "one", yes.text or "/not_safe").number
    answered = service.answer("one", "reflect", yes, turn=number)
    assert answered.state.paused == "urgent"
    assert [m.kind for m in answered.reply.messages] == ["risk", "contacts", "risk"]
    assert answered.as_dict()["risk"]["rule"] == "answer.thoughts"
    with service.records.session() as session:
        (referral,) = session.scalars(select(Referral)).all()
        assert referral.tier == "urgent"
