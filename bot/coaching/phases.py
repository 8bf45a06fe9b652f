"""The walk through the phases: what an answer does, and what is asked next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.coaching.heard import Heard
from bot.coaching.notes import add, answered_phase, dream_of, note_or_add, quote_for, take_notes
from bot.coaching.reflecting import GATHER_AFTER, gather, receive_thin, reflect, says_something
from bot.coaching.reply import Button, Turn
from bot.coaching.short_answers import (
    amended_number,
    chooses,
    chosen,
    confirms_summary,
    gives_reason,
    wants_no_more,
)
from bot.coaching.state import OPEN_PHASES, PHASES, CoachState
from bot.coaching.summary import summary_text
from bot.language.sentences import is_thin

# A number with this many words around it gives its own reason.
REASON_WORDS = 6
# A no to an offer has no more words than these.
NO_MORE_WORDS = 8
MONTHS_OF_A_LONG_TIME = 12
# "about ten years now"
HOW_LONG_WORDS = 4


def answer(turn: Turn, heard: Heard) -> None:
    """Take `heard` as the answer to what was asked last, and go on."""
    if turn.state.step == "answered":
        take_and_go_on(turn, heard)
        return
    handlers: dict[str, Callable[[Turn, Heard], None]] = {
        "opening": _answer_opening,
        "rulers": _answer_ruler,
        "information": _answer_offer,
        "summary": _answer_summary,
        "closing": _answer_closing,
    }
    handlers.get(turn.state.phase, _answer_open)(turn, heard)


def take_and_go_on(turn: Turn, heard: Heard) -> None:
    """Note `heard`, say that it was heard, and open the next phase."""
    phase = turn.state.phase
    # What is said to an offer to read, or to a note, has no heading of its own.
    take_notes(turn.state, heard, "added" if phase == "information" else phase)
    reflect(turn, heard)
    next_phase(turn)


def next_phase(turn: Turn, answered: bool = True) -> None:
    """Count the phase as done and open the next one with its question.

    What was heard is gathered on the way, unless the question was left out.
    """
    state = turn.state
    state.finish(state.phase)
    if answered and state.phase in GATHER_AFTER:
        gather(turn)
    state.phase = PHASES[min(PHASES.index(state.phase) + 1, len(PHASES) - 1)]
    state.step = "ask"
    ask(turn)


def ask(turn: Turn) -> None:
    """Ask the question of the phase, or build on what was already told for it."""
    state = turn.state
    if state.phase == "rulers":
        ask_ruler(turn, "importance")
    elif state.phase == "information":
        offer(turn)
    elif state.phase == "summary":
        show_summary(turn)
    elif state.phase == "closing":
        close(turn)
    elif state.phase == "link":
        dream = dream_of(state)
        keys = ("link.ask_with_dream", "link.ask") if dream else ("link.ask",)
        turn.say_one_of(keys, dream=dream)
    else:
        told = quote_for(state, state.phase)
        if told and state.phase != "opening":
            state.step = "build"
            turn.say_one_of((f"{state.phase}.build", f"{state.phase}.ask"), quote=told)
        else:
            turn.say(f"{state.phase}.ask")
    if state.phase in ("opening", *OPEN_PHASES):
        turn.offer_buttons(turn.button("skip", "/skip"))


def ask_again(turn: Turn) -> None:
    """Bring back the question that is open, in other words; say nothing if there are none left."""
    state = turn.state
    phase, step = state.phase, state.step
    if phase == "rulers":
        name = "confidence" if step.startswith("confidence") else "importance"
        if step.endswith("why"):
            _ask_why(turn, name)
        else:
            turn.say_one_of((f"rulers.{name}_ask", "rulers.number_again"), *_numbers())
    elif phase == "information":
        offer(turn)
    elif phase == "summary":
        turn.say("summary.check", turn.button("yes", "/affirm"))
    elif phase == "closing":
        if not turn.reply.messages:
            turn.say("closing.after_close")
    else:
        turn.say_one_of((f"{phase}.ask", f"{phase}.deeper"), turn.button("skip", "/skip"))


def _answer_opening(turn: Turn, heard: Heard) -> None:
    state = turn.state
    if state.suggested and not heard.medicine:
        names, state.suggested = state.suggested, []
        which = 0 if len(names) == 1 and heard.assent == "yes" else chosen(heard.text, names)
        if which is not None:
            heard = replace(heard, intent="tell_medicine", medicine=names[which])
        elif heard.assent == "yes" or (heard.intent == "deny" and heard.thin):
            # Yes to one of two, or no to what was only a guess.
            state.step = "ask"
            turn.say_one_of(("opening.ask", "opening.deeper"), turn.button("skip", "/skip"))
            return
    if heard.medicine:
        state.medicine = heard.medicine
    if heard.suggestions and not state.medicine and state.step == "ask":
        state.step, state.suggested = "which", list(heard.suggestions[:2])
        take_notes(state, heard, "opening")
        names = state.suggested
        key = "did_you_mean_two" if len(names) > 1 else "did_you_mean_one"
        buttons = [Button(name, f'/tell_medicine{{"medicine": "{name}"}}') for name in names]
        turn.say(key, *buttons, a=names[0], b=names[-1])
        return
    if heard.intent == "deny" and not heard.medicine:
        state.declined = True
        turn.say("declined_medicine")
        next_phase(turn)
        return
    if heard.thin and not heard.medicine and state.step == "ask":
        state.step = "deeper"
        receive_thin(turn, heard)
        turn.say("opening.deeper", turn.button("skip", "/skip"))
        return
    take_notes(state, heard, "opening")
    if heard.themes:
        reflect(turn, heard)
    elif heard.months is None:
        told = heard.medicine or not heard.thin or chooses(heard.text)
        turn.say("medicine_unknown" if told else "thin_accept")
    else:
        turn.say(_long_or_short(heard))
    next_phase(turn)


def _long_or_short(heard: Heard) -> str:
    return "medicine_long" if (heard.months or 0) >= MONTHS_OF_A_LONG_TIME else "medicine_short"


def _only_how_long(heard: Heard) -> bool:
    return heard.months is not None and len(heard.text.split()) <= HOW_LONG_WORDS


def _only_now_the_medicine(state: CoachState, heard: Heard) -> bool:
    """Whether the medicine is named that was not named when it was asked for."""
    tells = heard.intent == "tell_medicine" and heard.medicine and not state.carer
    return bool(tells) and not heard.themes and not state.notes_of("opening")


def _answer_open(turn: Turn, heard: Heard) -> None:
    state = turn.state
    if state.phase == "ideas" and state.step == "ask" and _only_how_long(heard):
        # "10 years", after "valium": the rest of the answer before.
        take_notes(state, heard, "opening")
        turn.say(_long_or_short(heard))
        ask_again(turn)
    elif state.phase == "ideas" and _only_now_the_medicine(state, heard):
        take_notes(state, heard, "opening")
        turn.say(_long_or_short(heard) if heard.months else "medicine_unknown")
        ask_again(turn)
    elif not heard.thin:
        take_and_go_on(turn, heard)
    elif heard.intent == "deny" and state.step == "build":
        next_phase(turn)
    elif state.step in ("ask", "build"):
        state.step = "deeper"
        take_notes(state, heard, state.phase)
        receive_thin(turn, heard)
        turn.say(f"{state.phase}.deeper", turn.button("skip", "/skip"))
    elif says_something(heard) and heard.intent not in ("affirm", "deny"):
        take_notes(state, heard, state.phase)
        turn.reflect(heard.themes, "neutral", answered_phase(state, heard))
        next_phase(turn)
    else:
        turn.say_one_of((f"{state.phase}.move_on", "thin_accept"))
        next_phase(turn)


def ask_ruler(turn: Turn, name: str) -> None:
    """Ask for a number from 0 to 10; the dream comes back where one was told."""
    turn.state.step = name
    dream = dream_of(turn.state)
    keys = [f"rulers.{name}_ask"]
    if name == "importance" and dream:
        keys.insert(0, "rulers.ask_with_dream")
    turn.say_one_of(keys, *_numbers(), dream=dream or "")


def gives_number(state: CoachState, heard: Heard) -> bool:
    """Whether a number is asked for, and given."""
    asked = state.phase == "rulers" and not state.step.endswith("_why")
    return asked and heard.number is not None


def amends_ruler(state: CoachState, heard: Heard) -> bool:
    """Whether a number that was given is taken back, before the next one is given."""
    return _amended(state, heard) is not None


def _amended(state: CoachState, heard: Heard) -> tuple[str, int] | None:
    """The ruler whose number is given anew, and the number; None where none is."""
    if state.phase != "rulers":
        return None
    # Once the next number is asked for, a number is the answer to that.
    asked_anew = state.step == "confidence" and "confidence" not in state.rulers
    name = "importance" if asked_anew else state.step.removesuffix("_why")
    if name not in state.rulers or not (asked_anew or state.step.endswith("_why")):
        return None
    number = amended_number(heard.text, asked_anew)
    return None if number is None else (name, number)


def _answer_ruler(turn: Turn, heard: Heard) -> None:
    step = turn.state.step
    name = step.split("_")[0]
    amended = _amended(turn.state, heard)
    if amended and amended[0] == name:
        _take_number(turn, heard, *amended)
    elif amended:
        _meet_number(turn, *amended)
        ask_again(turn)
    elif step.endswith("_why"):
        take_notes(turn.state, heard, name)
        if heard.thin:
            receive_thin(turn, heard)
        else:
            reflect(turn, heard)
        _after_ruler(turn, name)
    elif heard.number is not None:
        _take_number(turn, heard, name, heard.number)
    elif not step.endswith("_again"):
        turn.state.step = f"{name}_again"
        if not heard.thin:
            take_notes(turn.state, heard, name)
            reflect(turn, heard)
        turn.say("rulers.number_again", *_numbers(), turn.button("skip", "/skip"))
    else:
        take_notes(turn.state, heard, name)
        receive_thin(turn, heard)
        _after_ruler(turn, name)


def _take_number(turn: Turn, heard: Heard, name: str, number: int) -> None:
    _meet_number(turn, name, number)
    if len(heard.text.split()) > REASON_WORDS or gives_reason(heard.text):
        take_notes(turn.state, heard, name)
        reflect(turn, heard)
        _after_ruler(turn, name)
        return
    turn.state.step = f"{name}_why"
    _ask_why(turn, name)


def meet_number(turn: Turn, heard: Heard) -> None:
    """Take the number that is asked for, and leave the question why for later."""
    name = turn.state.step.split("_")[0]
    if heard.number is not None:
        _meet_number(turn, name, heard.number)
        turn.state.step = f"{name}_why"


def _meet_number(turn: Turn, name: str, number: int) -> None:
    turn.state.rulers[name] = number
    band = "low" if number <= 3 else "mid" if number <= 6 else "high"
    turn.say(f"rulers.{name}_reflect_{band}")


def _ask_why(turn: Turn, name: str) -> None:
    """Why not a lower number; nothing is lower than zero."""
    number = turn.state.rulers[name]
    turn.say(f"rulers.{name}_why{'_zero' if number == 0 else ''}", number=number)


def _after_ruler(turn: Turn, name: str) -> None:
    if name == "importance":
        ask_ruler(turn, "confidence")
    else:
        next_phase(turn)


def _numbers() -> tuple[Button, ...]:
    return tuple(Button(str(n), str(n)) for n in range(11))


def offer(turn: Turn) -> None:
    """Ask whether, and about what, the person would like to hear."""
    turn.state.step = "offer"
    buttons = [
        Button(title, f'/ask_guidance{{"topic": "{topic}"}}')
        for topic, title in suggested_topics(turn)
    ]
    keys = ["information.offer", "information.more"]
    if turn.state.read:
        keys.reverse()
    turn.say_one_of(keys, *buttons, turn.button("none_of_these", "/deny"))


def suggested_topics(turn: Turn) -> list[tuple[str, str]]:
    """Three topics that fit what was talked about, not read yet: (topic, button title)."""
    themes = {theme for note in turn.state.notes for theme in note.themes}
    fitting = [t for t in turn.bank.topics if t.get("theme") in themes]
    rest = [t for t in turn.bank.topics if not t.get("theme")]
    # Each topic once, with the title that comes first.
    titles = {t["topic"]: t["title"] for t in reversed((*fitting, *rest))}
    order = dict.fromkeys(t["topic"] for t in (*fitting, *rest))
    return [(topic, titles[topic]) for topic in order if topic not in turn.state.topics][:3]


def _answer_offer(turn: Turn, heard: Heard) -> None:
    if heard.thin or heard.assent == "no" or (heard.assent == "yes" and wants_no_more(heard.text)):
        if len(heard.text.split()) > NO_MORE_WORDS:
            # "No, my mother was on these till she died" tells something beside the no.
            note_or_add(turn.state, heard, told=True)
        turn.say("information.none_wanted")
        next_phase(turn)
    else:
        take_and_go_on(turn, heard)


def show_summary(turn: Turn) -> None:
    """Read back what was told, in the person's words, and ask what is missing."""
    turn.state.step = "confirm"
    turn.say("summary.lead")
    turn.add(summary_text(turn.bank, turn.state))
    turn.say(
        "summary.check",
        turn.button("looks_right", "/affirm"),
        turn.button("show_summary", "/ask_summary"),
    )


def _answer_summary(turn: Turn, heard: Heard) -> None:
    confirmed = confirms_summary(heard.text)
    if heard.text and not heard.thin and not confirmed:
        add(turn.state, heard)
        turn.say("summary.thanks_for_change")
    elif heard.intent == "deny" and not confirmed and turn.state.step == "confirm":
        turn.state.step = "change"
        turn.say("summary.what_to_change")
        return
    turn.reply.effects.append("keep_summary")
    turn.say("summary.kept")
    next_phase(turn)


def close(turn: Turn) -> None:
    """End with what the person can do next; the talk stays open."""
    turn.state.step = "closed"
    turn.say("closing.close", turn.button("show_summary", "/ask_summary"))
    turn.state.finish("closing")


def _answer_closing(turn: Turn, heard: Heard) -> None:
    if heard.text.rstrip().endswith("?"):
        # No question is open here, so this is one for somebody who can answer it.
        turn.state.questions.append(heard.text)
        turn.say("information.cannot_find")
        return
    if heard.text and not is_thin(heard.text):
        note_or_add(turn.state, heard)
        reflect(turn, heard)
    turn.say_one_of(("closing.after_close", "still_here"))
