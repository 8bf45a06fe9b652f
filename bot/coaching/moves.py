"""Everything that is not an answer: interruptions, resistance, stopping, and the ways back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.coaching import consent, phases
from bot.coaching.heard import Heard, Sentence
from bot.coaching.notes import QUOTE_LENGTH, may_be_quoted, note_by_the_way, take_notes
from bot.coaching.reply import Button, Turn
from bot.coaching.state import PHASES, CoachState
from bot.language.assent import goes_on
from bot.language.sentences import quote

# Asides that are met with one authored sentence, and then the talk goes on where it was.
ASIDES = frozenset(
    {
        "ask_bot", "ask_privacy", "ask_person", "ask_how_it_works", "ask_why", "ask_repeat",
        "small_talk", "greet", "thanks", "abuse", "gibberish", "other_language", "carer",
        "out_of_scope", "correct",
    }
)  # fmt: skip
# What someone who asks for a dose may read instead.
INSTEAD_OF_A_DOSE = ("how_fast", "ask_prescriber")
# Before consent, what answers a question other than the one for it.
ASKED_BESIDES = (("delete", "yes"), ("delete", "no"), ("stop", "yes"))
# What may be asked or done before consent.
BEFORE_CONSENT = ASIDES - {"correct", "carer", "small_talk"} | {"stop", "delete", "delete_all"}


def make(turn: Turn, move: str, heard: Heard) -> None:
    """Make `move`; a move without a handler is an aside, or an answer."""
    handlers: dict[str, Callable[[Turn, Heard], None]] = {
        "reflect": _answer,
        "resist": _resist,
        "skip": _skip,
        "go_back": _go_back,
        "stop": _stop,
        "goodbye": _stop,
        "delete": _ask_to_delete,
        "delete_all": _delete,
        "show_summary": _show_summary,
        "demand_dose": _refuse_a_dose,
        "safe_now": _answer,
    }
    if move == "gibberish" and heard.emoji_only:
        _answer(turn, heard)
    elif move in ASIDES:
        _aside(turn, move, heard)
    else:
        handlers.get(move, _answer)(turn, heard)


def before_consent(turn: Turn, move: str, heard: Heard) -> None:
    """Nothing about health is asked or kept before a yes; what was written is held for it."""
    state = turn.state
    if move in BEFORE_CONSENT:
        make(turn, move, heard)
    elif (state.aside, heard.assent) in ASKED_BESIDES:
        _answer(turn, heard)
    elif heard.assent == "yes":
        _begin(turn, heard)
    elif heard.intent == "deny":
        state.held = state.aside = None
        turn.reply.effects.append("forget_words")
        turn.say("opening.consent_declined", turn.button("agree", "/affirm"))
    else:
        state.aside = None
        consent.hold(state, heard)
        consent.ask(turn)


def come_back(turn: Turn, bridge: bool = True) -> None:
    """Return to the question that was open, in other words."""
    state = turn.state
    state.aside = None
    if not state.consented:
        consent.ask(turn)
    elif state.step == "answered":
        phases.next_phase(turn)
    else:
        if bridge and state.phase != "closing" and not _return_to_words(turn):
            turn.say("go_on_bridge")
        phases.ask_again(turn)


def _return_to_words(turn: Turn) -> bool:
    """Lead back with the person's last words, once each; False if there are none to give back."""
    state = turn.state
    if not state.notes or state.notes[-1].text == state.unquoted:
        return False
    told = state.notes[-1].text
    if not may_be_quoted(told):
        return False
    state.unquoted = told
    return turn.say("return_to", quote=quote(told, QUOTE_LENGTH))


def accepts_offer(state: CoachState, heard: Heard) -> bool:
    """Whether a plain yes answers the offer of something to read."""
    offered = state.phase == "information" and state.step == "offer" and state.aside is None
    return offered and heard.assent == "yes"


def first_offered(turn: Turn) -> str | None:
    """The topic that stood first among those offered."""
    topics = phases.suggested_topics(turn)
    return topics[0][0] if topics else None


def note(turn: Turn, heard: Heard) -> None:
    """Keep what a message that answers nothing tells by the way."""
    note_by_the_way(turn.state, heard)


def keep_answer(turn: Turn, heard: Heard) -> None:
    """Keep a message that was met with something else as the answer to the open question."""
    state = turn.state
    if state.phase in ("opening", *phases.OPEN_PHASES) and not heard.thin:
        # Not by the way for another phase too: a risk is not to be quoted back.
        own = replace(heard, sentences=tuple(replace(s, phase="none") for s in heard.sentences))
        take_notes(state, own, state.phase)
        state.step = "answered"
        state.unquoted = heard.text
    else:
        note(turn, heard)


def never_silent(turn: Turn) -> None:
    """When everything fitting was said: a reflection, or the shortest sign of being here."""
    state = turn.state
    if turn.say("still_here") or turn.reflect((), "neutral"):
        return
    # Hundreds of turns on, each wording was used: the oldest may come again.
    worn = {entry.id for entry in turn.bank.lists["still_here"]}
    state.said = [identity for identity in state.said if identity not in worn]
    turn.say("still_here")


def _answer(turn: Turn, heard: Heard) -> None:
    state = turn.state
    state.medicine = heard.medicine or state.medicine
    aside, state.aside = state.aside, None
    if aside == "delete" and heard.intent == "affirm":
        _delete(turn, heard)
    elif aside == "delete":
        turn.say("keep")
        come_back(turn)
    elif aside == "stop":
        if heard.intent in ("deny", "thin_answer") and heard.text:
            turn.say("closing.bye")
            return
        turn.say("stopped_return")
        if heard.thin or goes_on(heard.text) or not state.consented:
            come_back(turn, bridge=False)
        else:
            phases.answer(turn, heard)
    elif aside in ("check", "resist", "carry_on"):
        _after_aside(turn, heard, aside)
    else:
        phases.answer(turn, heard)


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
    elif aside == "check" and not _fits(heard.sentences, state.phase):
        note(turn, heard)
        phases.reflect(turn, heard)
        come_back(turn)
    else:
        phases.answer(turn, heard)


def _fits(sentences: tuple[Sentence, ...], phase: str) -> bool:
    """Whether a reaction also answers the open question."""
    return phase not in phases.OPEN_PHASES or any(s.phase == phase for s in sentences)


def _aside(turn: Turn, move: str, heard: Heard) -> None:
    state = turn.state
    if move == "carer" and _writes_for_another(turn, heard):
        return
    # One sentence alone is the interruption itself.
    if move != "abuse" and len(heard.sentences) > 1:
        note(turn, heard)
    turn.say(move)
    if move == "abuse" and state.consented and state.phase == "opening" and heard.medicine:
        # Said in anger, it is said: "clonazepam, you stupid machine".
        state.medicine, state.aside = heard.medicine, None
        phases.next_phase(turn)
        return
    come_back(turn, bridge=move not in ("greet", "ask_repeat", "correct"))


def _writes_for_another(turn: Turn, heard: Heard) -> bool:
    """Meet a relative or friend; False for someone who told of a medicine of their own before."""
    state = turn.state
    if state.carer:
        _answer(turn, heard)
        return True
    if state.medicine or state.phase not in ("opening", "ideas"):
        return False
    state.carer = True
    state.medicine = heard.medicine
    turn.say("carer")
    # A relative is not asked what they take themselves.
    state.aside, state.phase = None, "opening"
    if len(heard.sentences) > 1:
        note(turn, heard)
    phases.next_phase(turn)
    return True


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


def _go_back(turn: Turn, heard: Heard) -> None:
    state = turn.state
    place = PHASES.index(state.phase)
    state.aside = None
    if place == 0:
        turn.say("skip_first")
    else:
        state.phase = PHASES[place - 1]
        if state.phase in state.done:
            state.done.remove(state.phase)
        turn.say("go_back")
    state.step = "importance" if state.phase == "rulers" else "ask"
    if state.phase in ("information", "summary"):
        phases.ask(turn)
    else:
        phases.ask_again(turn)


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


def _ask_to_delete(turn: Turn, heard: Heard) -> None:
    if turn.state.aside == "delete":
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
    come_back(turn)


def _refuse_a_dose(turn: Turn, heard: Heard) -> None:
    if heard.text:
        turn.state.questions.append(heard.text)
    turn.say("demand_dose")
    come_back(turn)
    titles = {t["topic"]: t["title"] for t in turn.bank.topics}
    turn.offer_buttons(
        *(
            Button(titles[topic], f'/ask_guidance{{"topic": "{topic}"}}')
            for topic in INSTEAD_OF_A_DOSE
        )
    )


def _begin(turn: Turn, heard: Heard) -> None:
    state = turn.state
    if heard.tells_medicine or heard.intent == "carer":
        consent.hold(state, heard)
    state.consented, state.aside = True, None
    state.step = "ask"
    told = consent.told_before(state)
    turn.say("opening.welcome")
    if not told:
        phases.ask(turn)
        return
    if told.intent == "carer" and _writes_for_another(turn, told):
        return
    if told.tells_medicine:
        phases.answer(turn, told)
        return
    # Heard, and kept where it belongs; which medicine it is was not told yet.
    note(turn, told)
    phases.reflect(turn, told)
    phases.ask(turn)
