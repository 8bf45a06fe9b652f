"""Everything that is not an answer: interruptions, resistance, stopping, and the ways back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.coaching import carers, consent, corrections, phases, returning
from bot.coaching.heard import SHORT_INTENTS, Heard
from bot.coaching.notes import note_by_the_way, note_or_add, take_notes
from bot.coaching.reflecting import reflect
from bot.coaching.reply import Button, Turn
from bot.coaching.returning import come_back
from bot.coaching.short_answers import (
    asks_what_numbers_mean,
    chosen,
    does_not_follow,
    is_the_patient,
    named,
    takes_them_too,
    wants_no_more,
)
from bot.coaching.state import OPEN_PHASES, CoachState
from bot.language.assent import denies, goes_on, lets_delete
from bot.language.sentences import has_content

# Asides that are met with one authored sentence, and then the talk goes on where it was.
ASIDES = frozenset(
    {
        "ask_bot", "ask_privacy", "ask_person", "ask_how_it_works", "ask_advice", "ask_to_tell",
        "ask_why", "ask_repeat", "small_talk", "greet", "thanks", "abuse", "gibberish",
        "other_language", "carer", "out_of_scope", "correct",
    }
)  # fmt: skip
# "It is a fair worry" reacts to what was read, and is no worry to be given back.
REACTION_WORDS = 6
# What someone who asks for a dose may read instead.
INSTEAD_OF_A_DOSE = ("how_fast", "ask_prescriber")


def make(turn: Turn, move: str, heard: Heard) -> None:
    """Make `move`; a move without a handler is an aside, or an answer."""
    handlers: dict[str, Callable[[Turn, Heard], None]] = {
        "reflect": answer,
        "resist": _resist,
        "skip": _skip,
        "go_back": returning.go_back,
        "stop": _stop,
        "goodbye": _say_goodbye,
        "delete": _ask_to_delete,
        "delete_all": _delete,
        "show_summary": _show_summary,
        "demand_dose": refuse_a_dose,
        "safe_now": answer,
    }
    if heard.text and corrections.put_back(turn, heard):
        return
    if turn.state.phase == "rulers" and asks_what_numbers_mean(heard.text):
        turn.say("rulers.numbers_mean")
        come_back(turn, bridge=False)
        return
    if move in ("reflect", "resist") and does_not_follow(heard.text):
        move = "ask_repeat"
    if move in ("ask_repeat", "correct") and phases.gives_number(turn.state, heard):
        move = "reflect"
    if turn.state.carer and (is_the_patient(heard.text) or takes_them_too(heard.text)):
        carers.take_back(turn, heard)
    elif move == "gibberish" and heard.emoji_only:
        answer(turn, heard)
    elif move in ASIDES:
        _aside(turn, move, heard)
    else:
        handlers.get(move, answer)(turn, heard)


def says_delete(state: CoachState, heard: Heard) -> bool:
    """Whether typed words say yes to deleting, which was asked for last."""
    says_yes = heard.intent == "affirm" and lets_delete(heard.text)
    return state.aside == "delete" and says_yes and not heard.button


def accepted_topic(turn: Turn, heard: Heard) -> str | None:
    """The topic that is chosen of those offered to read: by its name or place, or by a yes."""
    state = turn.state
    if (state.phase, state.step, state.aside) != ("information", "offer", None):
        return None
    topics = phases.suggested_topics(turn)
    titles = [title for _, title in topics]
    place = chosen(heard.text, titles)
    if place is None and heard.assent == "yes" and not wants_no_more(heard.text):
        # "Yes please, the memory one, not too long as my eyes are not good."
        place = named(heard.text, titles) or 0
    return topics[place][0] if topics and place is not None else None


def note(turn: Turn, heard: Heard) -> None:
    """Keep what a message that answers nothing tells by the way; before a yes it is only held."""
    keep = note_by_the_way if turn.state.consented else consent.hold
    keep(turn.state, heard)


def keep_answer(turn: Turn, heard: Heard) -> None:
    """Keep a message that was met with something else as the answer to the open question."""
    state = turn.state
    if state.aside == "tell":
        note_or_add(state, heard, told=True)
    elif state.phase in ("opening", *OPEN_PHASES) and not heard.thin:
        # Not by the way for another phase too: a risk is not to be quoted back.
        own = replace(heard, sentences=tuple(replace(s, phase="none") for s in heard.sentences))
        take_notes(state, own, state.phase)
        state.step = "answered"
        state.unquoted = heard.text
    else:
        note(turn, corrections.told_beside(state, heard))


def take_beside_question(turn: Turn, told: Heard) -> None:
    """Take what stands beside a question as the answer to the one that is open, and meet it."""
    if phases.gives_number(turn.state, told):
        phases.meet_number(turn, told)
    elif not told.thin:
        reflect(turn, told)
        keep_answer(turn, told)


def answer(turn: Turn, heard: Heard) -> None:
    """Take `heard` as the answer to what was asked last, also where that was asked on the way."""
    state = turn.state
    state.medicine = heard.medicine or state.medicine
    aside, state.aside = state.aside, None
    if aside == "delete" and heard.intent == "affirm" and lets_delete(heard.text):
        _delete(turn, heard)
    elif aside == "delete":
        turn.say("keep")
        come_back(turn)
    elif aside == "stop":
        if heard.intent in SHORT_INTENTS and heard.text and not goes_on(heard.text):
            # "Ok" to the end is no wish to go on.
            state.aside = "stop"
            turn.say("closing.bye")
            return
        turn.say("stopped_return")
        if heard.thin or goes_on(heard.text) or not state.consented:
            come_back(turn, bridge=False)
        else:
            phases.answer(turn, heard)
    elif aside == "tell":
        _take_told(turn, heard)
    elif aside in ("check", "resist", "carry_on"):
        _after_aside(turn, heard, aside)
    else:
        phases.answer(turn, heard)


def _take_told(turn: Turn, heard: Heard) -> None:
    """Hear what somebody wanted to say first; it may answer the open question as well."""
    state = turn.state
    answers = heard.number is not None or heard.tells_medicine or not heard.thin
    # Anything fits a why.
    if answers and _fits(heard, state) and not state.step.endswith("_why"):
        phases.answer(turn, heard)
        return
    if has_content(heard.text):
        note_or_add(state, heard, told=True)
        reflect(turn, heard)
    come_back(turn, bridge=False)


def _after_aside(turn: Turn, heard: Heard, aside: str) -> None:
    """The next message may react to the aside, or answer the question that is still open."""
    state = turn.state
    names_medicine = state.phase == "opening" and heard.tells_medicine
    wordless = heard.thin and heard.number is None and not names_medicine
    if wordless or goes_on(heard.text):
        if aside == "resist" and heard.intent == "deny":
            _stop(turn, heard)
        elif state.phase == "information":
            phases.next_phase(turn)
        else:
            come_back(turn)
    elif aside == "check" and state.phase == "information":
        phases.take_and_go_on(turn, heard)
    elif aside == "check" and not _fits(heard, state):
        tells = len(heard.text.split()) > REACTION_WORDS
        if state.consented and tells and any(s.phase != "none" for s in heard.sentences):
            # "That frightens me, I had the shaking last time" is told, wherever it belongs.
            note_or_add(state, heard)
        else:
            note(turn, heard)
        reflect(turn, heard)
        come_back(turn)
    else:
        phases.answer(turn, heard)


def _fits(heard: Heard, state: CoachState) -> bool:
    """Whether a reaction to a passage also answers the open question."""
    if state.phase in OPEN_PHASES:
        return any(s.phase == state.phase for s in heard.sentences)
    if state.phase == "opening":
        return heard.tells_medicine
    if state.phase == "rulers":
        return heard.number is not None or state.step.endswith("_why")
    return state.phase != "summary"


def _aside(turn: Turn, move: str, heard: Heard) -> None:
    state = turn.state
    if move == "carer" and state.carer:
        answer(turn, heard)
        return
    if move == "carer" and carers.meet(turn, heard):
        return
    if move == "correct" and corrections.take(turn, heard):
        return
    # One sentence alone is the interruption itself.
    if move == "ask_to_tell" and state.consented and len(heard.sentences) > 1:
        # "Can I tell you something? My husband left me."
        told = heard.sentences[1:]
        _take_told(turn, replace(heard, text=" ".join(s.text for s in told), sentences=told))
        return
    if move != "abuse" and len(heard.sentences) > 1:
        note(turn, heard)
    if move == "ask_to_tell":
        _listen(turn)
        return
    turn.say(move)
    if state.aside == "stop" and move != "greet":
        return
    if move == "abuse" and state.consented and state.phase == "opening" and heard.medicine:
        # Said in anger, it is said: "clonazepam, you stupid machine".
        state.medicine, state.aside = heard.medicine, None
        phases.next_phase(turn)
        return
    come_back(turn, bridge=move not in ("greet", "ask_repeat", "correct"))


def _listen(turn: Turn) -> None:
    """Let the person say what they want to say first; the open question waits."""
    state = turn.state
    if not state.consented:
        come_back(turn)
        return
    turn.say("ask_to_tell")
    if state.aside != "stop":
        state.aside = "tell"


def _resist(turn: Turn, heard: Heard) -> None:
    """Roll with it: the first time hold still and offer a way out, later go on gently."""
    state = turn.state
    state.resisted += 1
    turn.say("resist.reflect")
    if state.resisted == 1:
        turn.say("affirm")
        turn.say("resist.autonomy")
        turn.say("resist.offer", turn.button("go_on", "/affirm"), turn.button("stop_here", "/stop"))
        state.aside = "resist"
        return
    turn.say("resist.autonomy" if state.resisted % 2 else "affirm")
    state.aside = None
    _go_on_without(turn)


def _skip(turn: Turn, heard: Heard) -> None:
    state = turn.state
    state.aside = None
    if state.phase == "opening":
        state.declined = True
        turn.say("declined_medicine")
    elif state.phase != "closing":
        turn.say("skip")
    _go_on_without(turn)


def _go_on_without(turn: Turn) -> None:
    """Leave the open question unanswered and ask the next one."""
    state = turn.state
    if state.phase == "rulers" and not state.step.startswith("confidence"):
        phases.ask_ruler(turn, "confidence")
    elif state.phase == "closing":
        turn.say("closing.after_close")
    else:
        phases.next_phase(turn, answered=False)


def _stop(turn: Turn, heard: Heard) -> None:
    if turn.state.aside == "stop":
        turn.say_one_of(("closing.bye", "goodbye"))
        return
    turn.state.aside = "stop"
    turn.say(
        "stop",
        turn.button("go_on", "/affirm"),
        turn.button("show_summary", "/ask_summary"),
        turn.button("delete_all", "/delete"),
    )


def _say_goodbye(turn: Turn, heard: Heard) -> None:
    """A goodbye is returned as one; in the midst of the talk it shows the ways to come back."""
    if turn.state.phase != "closing":
        _stop(turn, heard)
        return
    turn.state.aside = "stop"
    turn.say_one_of(("closing.bye", "goodbye"), turn.button("show_summary", "/ask_summary"))


def _ask_to_delete(turn: Turn, heard: Heard) -> None:
    asked = turn.state.aside == "delete"
    if asked and denies(heard.text):
        answer(turn, heard)
        return
    if asked and lets_delete(heard.text):
        _delete(turn, heard)
        return
    turn.state.aside = "delete"
    turn.say(
        "delete_confirm",
        turn.button("delete_all", "/delete_all"),
        turn.button("keep_it", "/deny"),
    )


def _delete(turn: Turn, heard: Heard) -> None:
    turn.say("deleted")
    turn.reply.effects.append("erase")


def _show_summary(turn: Turn, heard: Heard) -> None:
    turn.add(phases.summary_text(turn.bank, turn.state))
    turn.reply.effects.append("show_summary")
    if turn.state.aside == "stop":
        turn.offer_buttons(turn.button("go_on", "/affirm"))
    else:
        come_back(turn)


def refuse_a_dose(turn: Turn, heard: Heard) -> None:
    """Name no dose, and show what there is instead."""
    if heard.text:
        turn.state.questions.append(heard.asked or heard.text)
    if heard.asked:
        take_beside_question(turn, heard.told)
    turn.say("demand_dose")
    come_back(turn)
    titles = {t["topic"]: t["title"] for t in turn.bank.topics}
    turn.offer_buttons(
        *(
            Button(titles[topic], f'/ask_guidance{{"topic": "{topic}"}}')
            for topic in INSTEAD_OF_A_DOSE
        )
    )
