"""Which line of the summary is named by a few of its words, or by words that are quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.language.sentences import has_content, split, words_alone

# Words that say only that, or where it stands.
_ABOUT_IT = re.compile(
    r"never|did(?:nt)?|say|said|says|tell|told|wrote|write|mean|meant|taken?|leave|cross|strike"
    r"|remove|delete|drop|scrap|erase|wrong|true|right|lines?|parts?|things?|bits?|words?"
    r"|sentences?|points?|about|its|would|rather|the|th(?:at|is|ese|ose|ere)s?|what|with|from"
    r"|have|please|could|should|summary|actually|think|just|where|which|your?|mine|want|like"
    r"|dont|isnt|sorry|really|also|was|are|not|but|out|off|rid|get|cut|can|and|put|for|all|one"
    r"|ive|you|youve|got|has|down|stuff|paragraph|away|left|come|go|needs?|removed|deleted|gone"
    r"|crossed|prefer|include|mention|print|show|keep|page|paper|list|thanks?|lol|haha|yes|yeah"
    r"|them|rub|saying|then|maybe|lets|zzq\d+zz"
)
_TELLING = 3
_ENDINGS = re.compile(r"e?s|e?d|ing|ness|ly|er")
# In per cent, and from so many letters on.
_MISSPELT, _LETTERS = 88, 6


def named(said: str, lines: Sequence[str]) -> list[str]:
    """The one line that has all the telling words of a clause, as spelt or nearly so."""
    telling = content(said)
    if not telling:
        return []
    words = {line: _words(plainly(line)) for line in lines}
    fits = [line for line, own in words.items() if telling <= own]
    if not fits:
        fits = [
            line
            for line, own in words.items()
            if all(any(_near(word, other) for other in own) for word in telling)
        ]
    return fits if len(fits) == 1 else _copies(fits)


def cited(words: str, lines: Sequence[str]) -> list[str]:
    """The one line that has the quoted words, as they stand or nearly so."""
    said = plainly(words)
    if not said:
        return []
    standing = {line: plainly(line) for line in lines}
    same = [line for line, own in standing.items() if own == said]
    if same:
        # A message may stand there whole, and one sentence of it in its own place as well.
        return [line for line in lines if line in same or said in map(plainly, split(line))]
    fits = [line for line, own in standing.items() if f" {said} " in f" {own} "]
    if not (has_content(words) or " " in said):
        return []
    if not fits and len(said) >= _LETTERS:
        fits = [
            line
            for line, own in standing.items()
            if len(own) >= len(said) * _MISSPELT / 100
            and fuzz.partial_ratio(said, own) >= _MISSPELT
        ]
    return fits if len(fits) == 1 else _copies(fits)


def _copies(lines: list[str]) -> list[str]:
    """The lines, if all are sentences of the longest one."""
    longest = max(lines, key=len, default="")
    sentences = {longest, *split(longest)}
    parts = {plainly(sentence) for sentence in sentences}
    return lines if all(plainly(line) in parts for line in lines) else []


def _near(word: str, other: str) -> bool:
    """Whether two words differ by an ending, or by a letter or two of a long word."""
    shorter, longer = sorted((word, other), key=len)
    if longer.startswith(shorter) and len(shorter) >= _TELLING:
        return longer == shorter or bool(_ENDINGS.fullmatch(longer[len(shorter) :]))
    alike = word[0] == other[0] and len(shorter) >= _LETTERS
    return alike and fuzz.ratio(word, other) >= _MISSPELT


def content(said: str) -> set[str]:
    """The words of a clause that tell which line is meant."""
    telling = {word for word in _words(said) if not _ABOUT_IT.fullmatch(word)}
    # "Leave it out, will you" names none.
    return telling if any(map(has_content, telling)) else set()


def plainly(text: str) -> str:
    """The words alone, and no contracted not where it is looked for."""
    return words_alone(text).replace("didnt", "did not")


def _words(said: str) -> set[str]:
    return {word for word in said.split() if len(word) >= _TELLING or word.isdigit()}
