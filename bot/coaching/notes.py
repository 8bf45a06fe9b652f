"""Keeping what the person said under the phase that it belongs to."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.coaching.heard import Heard, Sentence
from bot.coaching.state import OPEN_PHASES, CoachState, Note
from bot.language.sentences import has_content, is_thin, quote

# A sentence said by the way counts for its own phase only when the classifier is this sure.
SURE = 0.6
TOLD_BY_THE_WAY = ("ideas", "concerns", "expectations", "dreams")
# What belongs here is no wish, even where the classifier is less than sure.
_NO_WISHES = ("opening", "ideas", "concerns")
_WISHES = re.compile(
    r"\b(?:would|id|i'd|i\u2019d) (?:\w+ )?(?:love|like)\b|\b(?:love|want|hope|long) to\b|\bwish\b"
    r"|\bdream(?:ing|ed|t)? (?:of|about)\b|\blook(?:ing)? forward\b",
    re.IGNORECASE,
)
_NO_WISH = re.compile(
    r"\W*(?:no|nah|nope|none|nothing|nowt|never|not|dont|don\W?t|do not|didnt|didn\W?t)\b",
    re.IGNORECASE,
)
# "man these are a lot of questions", "sorry, jumped ahead of you there"
_ABOUT_THE_TALK = re.compile(
    r"\b(?:questions?|chat|computer|robot|machine|this form|answer(?:ed)? (?:that|this)"
    r"|jumped ahead)\b"
    r"|^\W*(?:sorry|oh|huh|ah|ok|okay|well|hmm+|what|pardon)(?:\W+(?:i see|ok|there|yes|no))*\W*$",
    re.IGNORECASE,
)
# "I already told you, clonazepam", "third time you ask": said to the coach, nothing of the person.
_TO_THE_COACH = re.compile(
    r"^\W*(?:(?:but|and|no|well|oh|look|sorry|as|yes|yeah|mate|so|this is|thats|that\W?s|it\W?s) )*"
    r"(?:i(?:\W?ve| have)? (?:already |just )*(?:told|said to) (?:you|u)(?: (?:that|already|before"
    r"|three times|twice|this))*|told (?:you|u)|(?:as |like )i said(?: (?:already|before))?"
    r"|i (?:already|just) said(?: (?:that|so|it))*"
    r"|(?:yo)?u(?: have|\W?ve)? (?:already |just )*asked"
    r"(?: (?:me|that|this|it|already|\d+ times|before))*"
    r"|(?:the )?(?:second|third|fourth|\d(?:rd|th|nd)) time (?:you|u) (?:ask|have asked|asked)"
    r"(?: (?:me|that|this))*|what do (?:you|u) mean(?: by (?:that|this))?"
    r"|what does (?:that|it) mean"
    r"|did (?:you|u) (?:even )?(?:read|hear|understand)(?: (?:it|that|this|me))*"
    r"|do (?:you|u) understand(?: (?:it|that|this|me))*"
    r"|(?:you|u)(?:\W?re| are)? (?:not listening|(?:dont|don\W?t) listen)"
    r"|(?:whats|what\W?s) next|next (?:question|one)|stop asking(?: me)?(?: that)?|calm down"
    r"|why (?:do|did|are) (?:you|u) (?:ask|asking|give|giving) (?:me )?(?:that|this)?)"
    # "I told you about my brother" tells something.
    r"\s*(?:[,.;:!?\u2026-]+\s*|$)",
    re.IGNORECASE,
)
DREAM_LENGTH = 90
QUOTE_LENGTH = 120
# "I never think of harming myself" is not to come back as a worry.
_NOT_TO_BE_QUOTED = re.compile(
    r"\b(?:harm\w*|hurt\w* my ?self|kill\w*|suicid\w*|die|dying|dead|death|overdos\w*"
    r"|(?:end|take|took|taken|ended) (?:it all|my|his|her|their)(?: own)? (?:life|lives))\b",
    re.IGNORECASE,
)


def take_notes(state: CoachState, heard: Heard, phase: str) -> None:
    """Note `heard` as an answer to `phase`; what clearly belongs to another phase goes there."""
    heard = without_talk_to_the_coach(heard)
    if heard.thin and not has_content(heard.text):
        return
    _keep_dream(state, heard, phase)
    elsewhere = [s for s in heard.sentences if _is_elsewhere(s, phase)]
    here = [s for s in heard.sentences if s not in elsewhere]
    for sentence in elsewhere:
        _note(state, sentence.phase, sentence.text, sentence.themes, sentence.talk)
    if not elsewhere:
        _note(state, phase, heard.text, heard.themes, heard.talk)
    elif here:
        own = Heard(text=" ".join(s.text for s in here), sentences=tuple(here))
        _note(state, phase, own.text, own.themes, own.talk)
    elif not state.notes_of(phase) and phase != "dreams":
        # The phase was answered with something that has its home elsewhere: it counts here too.
        _note(state, phase, heard.text, heard.themes, heard.talk)


def add(state: CoachState, heard: Heard) -> None:
    """Note what is told for the summary, or after it."""
    heard = without_talk_to_the_coach(heard)
    if heard.text:
        _note(state, "added", heard.text, heard.themes, heard.talk)


def note_by_the_way(state: CoachState, heard: Heard) -> None:
    """Note what clearly belongs to a phase, for a message that answers nothing.

    A question is no worry of the person's.
    """
    for sentence in heard.sentences:
        phase = _belongs(sentence)
        if phase and not sentence.text.rstrip().endswith("?"):
            _note(state, phase, sentence.text, sentence.themes, sentence.talk)


def note_or_add(state: CoachState, heard: Heard, told: bool = False) -> None:
    """Note what belongs to a phase; what belongs to none is added, if it is no yes or no.

    What was `told` on purpose is added however it begins: "no one knows that I drink".
    """
    known = len(state.notes)
    note_by_the_way(state, heard)
    if len(state.notes) == known and (told or heard.assent is None):
        add(state, heard)


def without_talk_to_the_coach(heard: Heard) -> Heard:
    """What the person tells, without what is only said to the coach: "told you, lorazepam"."""
    if not any(_TO_THE_COACH.match(s.text) for s in heard.sentences):
        return heard
    kept = tuple(
        replace(s, text=left)
        for s in heard.sentences
        if has_content(left := _TO_THE_COACH.sub("", s.text))
        # "What do you mean, staying well?" is all asked of the coach.
        and (left == s.text or not left.endswith("?"))
    )
    return replace(heard, text=" ".join(s.text for s in kept), sentences=kept)


def dream_of(state: CoachState) -> str | None:
    """The dream in the person's words, short enough to be said again; None if none was told."""
    return quote(state.dream, DREAM_LENGTH) if state.dream else None


def quote_for(state: CoachState, phase: str) -> str | None:
    """The latest thing told by the way for `phase`, to be built on."""
    told = state.notes_of(phase)
    # A question that went by unanswered is no worry to be given back.
    notes = [n for n in told if may_be_quoted(n.text) and not n.text.rstrip().endswith("?")]
    return quote(notes[-1].text, QUOTE_LENGTH) if notes else None


def may_be_quoted(text: str) -> bool:
    """Whether hearing these words again does no harm, even where they were a denial."""
    return not _NOT_TO_BE_QUOTED.search(text)


def is_wish(sentence: Sentence, phase: str) -> bool:
    """Whether a sentence is a wish: by its words, or as the answer to a question about dreams.

    "she gets muddled in the mornings" is none, whatever was asked.
    """
    if not may_be_quoted(sentence.text) or _ABOUT_THE_TALK.search(sentence.text):
        return False
    if phase == "dreams" and _WISHES.search(sentence.text):
        return True
    if sentence.talk == "sustain" or _NO_WISH.match(sentence.text):
        return False
    answers = phase == "dreams" and _belongs(sentence) in (None, "dreams")
    return sentence.phase == "dreams" or (answers and sentence.phase not in _NO_WISHES)


def answered_phase(state: CoachState, heard: Heard) -> str | None:
    """The phase whose question `heard` plainly answers; None where it may be about another thing.

    On a ruler that is the reason for a number.
    """
    phase = state.phase
    if phase == "rulers":
        return phase if state.step.endswith("_why") else None
    if phase == "dreams":
        return phase if any(is_wish(sentence, phase) for sentence in heard.sentences) else None
    fits = phase in OPEN_PHASES and all(_belongs(s) in (None, phase) for s in heard.sentences)
    return phase if fits else None


def _keep_dream(state: CoachState, heard: Heard, phase: str) -> None:
    """Remember the first thing said that is a wish: only that may be quoted back as the dream."""
    for sentence in heard.sentences:
        if not is_wish(sentence, phase) or is_thin(sentence.text):
            continue
        # What answers the question about dreams stands before what was said by the way.
        if phase == "dreams" or not state.dream:
            state.dream = sentence.text
            return


def _is_elsewhere(sentence: Sentence, phase: str) -> bool:
    if phase == "dreams" and sentence.phase in TOLD_BY_THE_WAY:
        # What is no wish has no place among the dreams, even where its own is less than sure.
        return sentence.phase != phase and not is_wish(sentence, phase)
    return _belongs(sentence) not in (None, phase)


def _belongs(sentence: Sentence) -> str | None:
    if sentence.phase not in TOLD_BY_THE_WAY or sentence.phase_confidence < SURE:
        return None
    return None if is_thin(sentence.text) else sentence.phase


def _note(state: CoachState, phase: str, text: str, themes: tuple[str, ...], talk: str) -> None:
    if text in state.taken_out:
        # Said once more, it stands there again.
        state.taken_out.remove(text)
    if any(note.phase == phase and note.text == text for note in state.notes):
        return
    state.notes.append(Note(phase, text, list(themes), "neutral" if talk == "mixed" else talk))
