"""Before the first yes, and what a yes begins."""

from __future__ import annotations

from bot.coaching import carers, consent, moves, phases
from bot.coaching.heard import Heard
from bot.coaching.reflecting import reflect
from bot.coaching.reply import Turn
from bot.language.assent import begins_gladly

# Before consent, what answers a question other than the one for it.
ASKED_BESIDES = (("delete", "yes"), ("delete", "no"), ("stop", "yes"))
# What may be asked or done before consent.
NOT_YET = {"correct", "carer", "small_talk"}
BEFORE_CONSENT = moves.ASIDES - NOT_YET | {"stop", "delete", "delete_all"}


def before_consent(turn: Turn, move: str, heard: Heard) -> Heard | None:
    """Nothing about health is asked or kept before a yes; what was written is held for it.

    Returned is a question from before the yes that is to be answered now.
    """
    state = turn.state
    # "Hello, good morning. Yes" is a yes.
    greets = move in ("greet", "thanks") and heard.assent == "yes"
    agrees = heard.assent == "yes" or (heard.tells_medicine and begins_gladly(heard.text))
    if state.aside == "carry_on" and agrees:
        # "Carry on", after a lesser risk, agrees to nothing.
        hold_and_ask(turn, heard if heard.tells_medicine else None)
    elif move in BEFORE_CONSENT and not greets:
        moves.make(turn, move, heard)
    elif (state.aside, heard.assent) in ASKED_BESIDES:
        moves.answer(turn, heard)
    elif agrees:
        return _begin(turn, heard)
    elif heard.intent == "deny":
        state.held = state.aside = None
        turn.reply.effects.append("forget_words")
        turn.say("opening.consent_declined", turn.button("agree", "/affirm"))
    else:
        hold_and_ask(turn, heard)
    return None


def hold_and_ask(turn: Turn, heard: Heard | None) -> None:
    """Hold what was told, if anything, until there is a yes, and ask for it."""
    turn.state.aside = None
    if heard:
        consent.hold(turn.state, heard)
    consent.ask(turn)


def _begin(turn: Turn, heard: Heard) -> Heard | None:
    state = turn.state
    if heard.tells_medicine or heard.intent == "carer" or heard.themes:
        # "Yes, I agree, I want to get off these because my memory is going"
        consent.hold(state, heard)
    state.consented, state.aside = True, None
    state.step = "ask"
    told, asked = consent.take_back(state)
    turn.say("opening.welcome")
    if told and told.intent == "carer" and carers.meet(turn, told):
        return None
    if asked:
        _keep_beside_question(turn, told)
        if asked.about != "dose":
            return asked
        moves.refuse_a_dose(turn, asked)
    elif told and told.tells_medicine:
        phases.answer(turn, told)
    else:
        if told:
            # Heard, and kept where it belongs; which medicine it is was not told yet.
            moves.note(turn, told)
            reflect(turn, told)
        phases.ask(turn)
    return None


def _keep_beside_question(turn: Turn, told: Heard | None) -> None:
    if told and told.tells_medicine:
        turn.state.medicine = told.medicine
        moves.keep_answer(turn, told)
    elif told:
        moves.note(turn, told)
