"""The phrase language of the lexicon, and how its phrases are found among plain words.

    i want to {die}      words; {die} is a list kept in words.yml
    (take|took) pills    one of these; each may be several words
    really?              may be missing; also (a|b)? and {list}?
    ..                   up to three words of the same sentence, none of them a denial, the last not
                         "nothing"
    ...                  up to eight of them
    #                    a number, in figures or words
    !of                  not followed by this; also !(of|for) and !{list}
    ^ and $              the start and the end of a sentence

Each phrase becomes one regular expression over the plain words, tried only where a word stands
that can begin it: spaCy's Matcher has no alternatives of several words, so that the same lexicon
came to 5,368 of its patterns and 24 seconds of loading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.risk.normalise import SENTENCE_ENDS

DENIALS = ("not", "never", "no", "without", "nor", "neither")
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    *("hundred", "dozen"),
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_TOKEN = re.compile(r"\.\.\.|\.\.|\{\w+\}|[^\W_]+(?:'[^\W_]+)*|\S")
_GAPS = {"..": 3, "...": 8}
_ENDS = "".join(map(re.escape, SENTENCE_ENDS))
_GAP_WORD = rf"(?!(?:{'|'.join(DENIALS)}|[{_ENDS}]) )\S+ "
_NUMBER = rf"(?:\d\S*|{'|'.join(_NUMBERS)}) "
_ANY = "any word"
_A_NUMBER = "a number"


class PatternError(ValueError):
    """A phrase that cannot be read; the message says which and why."""


@dataclass(frozen=True)
class Span:
    """Words `start` to `end` (not included) of a message, found by the phrases of `label`."""

    label: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a word."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Phrase:
    """A phrase ready for use. `firsts` are the words that can begin it.

    It stands only among words that have one of each of `needs`.
    """

    regex: re.Pattern[str]
    firsts: frozenset[str]
    needs: tuple[frozenset[str], ...]
    words: frozenset[str]


class PhraseFinder:
    """Finds labelled phrases among plain words."""

    def __init__(self, phrases: Mapping[str, Sequence[Phrase]]) -> None:
        self._starting: dict[str, list[tuple[str, Phrase]]] = {}
        for label, group in phrases.items():
            for phrase in group:
                for first in phrase.firsts:
                    self._starting.setdefault(first, []).append((label, phrase))

    def find(self, words: Sequence[str]) -> list[Span]:
        """Every place where a phrase stands, at most one for each phrase and first word."""
        text = " ".join(words) + " "
        index_at: dict[int, int] = {}
        at = 0
        for index, word in enumerate(words):
            index_at[at] = index
            at += len(word) + 1
        index_at[at] = len(words)
        possible = self._possible(set(words))
        return [
            Span(label, index, index_at[found.end()])
            for place, index in index_at.items()
            if index < len(words)
            for label, regex in possible[words[index]]
            if (found := regex.match(text, place))
        ]

    def _possible(self, words: set[str]) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
        """What each of `words` can begin: most phrases need another word that is not there."""
        present = words | {_A_NUMBER} if any(map(_is_number, words)) else words
        return {
            word: [
                (label, phrase.regex)
                for label, phrase in self._candidates(word)
                if not any(map(present.isdisjoint, phrase.needs))
            ]
            for word in words
        }

    def _candidates(self, word: str) -> Iterator[tuple[str, Phrase]]:
        yield from self._starting.get(word, ())
        yield from self._starting.get(_ANY, ())
        if _is_number(word):
            yield from self._starting.get(_A_NUMBER, ())


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in _NUMBERS


def compile_phrase(phrase: str, lists: Mapping[str, Sequence[str]]) -> Phrase:
    """Read one phrase; raises `PatternError`."""
    reader = _Reader(phrase, lists, ())
    part = reader.read()
    if part.empty:
        raise PatternError(f"{phrase!r}: a phrase needs at least one word that must be there")
    needs = tuple(dict.fromkeys(need for need in part.needs if _ANY not in need))
    return Phrase(re.compile(part.regex), part.firsts, needs, frozenset(reader.words))


@dataclass(frozen=True)
class _Part:
    regex: str
    firsts: frozenset[str]
    empty: bool
    needs: tuple[frozenset[str], ...] = ()


class _Reader:
    def __init__(
        self, phrase: str, lists: Mapping[str, Sequence[str]], inside: tuple[str, ...]
    ) -> None:
        self._phrase = phrase
        self._lists = lists
        self._inside = inside
        self._tokens = _TOKEN.findall(phrase.lower())
        self._at = 0
        self.words: set[str] = set()

    def read(self) -> _Part:
        part = self._sequence()
        if self._at < len(self._tokens):
            raise self._error()
        return part

    def _error(self) -> PatternError:
        return PatternError(f"{self._phrase!r}: unexpected {self._tokens[self._at]!r}")

    def _next_is(self, *tokens: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] in tokens

    def _sequence(self) -> _Part:
        regex, firsts, empty = "", frozenset[str](), True
        needs: tuple[frozenset[str], ...] = ()
        while self._at < len(self._tokens) and not self._next_is(")", "|"):
            part = self._element()
            if self._next_is("?"):
                self._at += 1
                part = _Part(f"(?:{part.regex})?", part.firsts, True)
            regex += part.regex
            firsts |= part.firsts if empty else frozenset()
            empty = empty and part.empty
            needs += part.needs
        return _Part(regex, firsts, empty, needs)

    def _element(self) -> _Part:
        token = self._tokens[self._at]
        if token == "(":
            return self._group()
        if token == "!":
            self._at += 1
            if self._at == len(self._tokens):
                raise PatternError(f"{self._phrase!r}: nothing stands after '!'")
            return _Part(f"(?!{self._element().regex})", frozenset(), True)
        if not (token in _GAPS or token in "#^$," or token[0] == "{" or _WORD.fullmatch(token)):
            raise self._error()
        self._at += 1
        if token in _GAPS:
            return _Part(_gap(_GAPS[token]), frozenset({_ANY}), True)
        if token == "#":
            return _one_of(_NUMBER, frozenset({_A_NUMBER}))
        if token in ("^", "$"):
            return _one_of(f"[{_ENDS}] ", frozenset(SENTENCE_ENDS))
        if token.startswith("{"):
            return self._list(token[1:-1])
        self.words.add(token)
        return _one_of(re.escape(token) + " ", frozenset({token}))

    def _group(self) -> _Part:
        self._at += 1
        parts = [self._sequence()]
        while self._next_is("|"):
            self._at += 1
            parts.append(self._sequence())
        if not self._next_is(")"):
            raise PatternError(f"{self._phrase!r}: a bracket is not closed")
        self._at += 1
        return _either(parts)

    def _list(self, name: str) -> _Part:
        if name not in self._lists:
            raise PatternError(f"{self._phrase!r}: there is no list {name!r} in words.yml")
        if name in self._inside:
            raise PatternError(f"the list {name!r} in words.yml contains itself")
        parts = []
        for item in self._lists[name]:
            reader = _Reader(item, self._lists, (*self._inside, name))
            parts.append(reader.read())
            self.words |= reader.words
        return _either(parts)


def _gap(most: int) -> str:
    # "A fall, nothing broken" tells of no break; "tripped over nothing and broke my wrist" does.
    last = f"(?!nothing ){_GAP_WORD}"
    return f"(?:(?:{_GAP_WORD}){{0,{most - 1}}}?{last})??"


def _either(parts: Sequence[_Part]) -> _Part:
    regex = "|".join(part.regex for part in parts)
    firsts = frozenset[str]().union(*(part.firsts for part in parts))
    if any(part.empty for part in parts):
        return _Part(f"(?:{regex})", firsts, True)
    return _one_of(f"(?:{regex})", firsts)


def _one_of(regex: str, firsts: frozenset[str]) -> _Part:
    """A part that must be there, so that one of the words which can begin it must be, too."""
    return _Part(regex, firsts, False, (firsts,))
