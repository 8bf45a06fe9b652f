"""Turn what somebody typed into plain words, each tied to its place in the original text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

BOUNDARY = "¶"
SENTENCE_ENDS = (".", "!", "?", BOUNDARY)

_APOSTROPHES = "\u2018\u2019\u0060\u00b4\u02bc"
_QUOTES = str.maketrans(_APOSTROPHES + "\u201c\u201d", "'" * len(_APOSTROPHES) + '""')
_LEET = str.maketrans("013457@$!", "oieastasi")
_SPELLED_OUT = r"(?<![^\W_])[^\W\d_](?:[ .\-]{1,2}[^\W\d_]){3,}(?![^\W_])"
_CHUNK = re.compile(_SPELLED_OUT + r"|[^\W_]+(?:['@$!*]+[^\W_]+)*|\.+|[!?,;:\"()]|\n+")
_PIECE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)?")
_REPEATS = re.compile(r"(.)\1{2,}")
_LONGEST_WORD = 40


class Word(NamedTuple):
    """One plain word; `start` and `end` count characters of the original text."""

    text: str
    start: int
    end: int


class Normaliser:
    """Undoes phone spelling, disguise and slips of the finger.

    `expand` maps a written form to the words it stands for ("cant": "can not"), `risk_words` are
    those whose misspellings are looked for, `ordinary` are real words that only resemble one, and
    `known` is every word that the rules use.
    """

    def __init__(
        self,
        expand: Mapping[str, str],
        risk_words: Collection[str],
        ordinary: Collection[str],
        known: Collection[str],
    ) -> None:
        self._expand = {form: tuple(words.split()) for form, words in expand.items()}
        self._risk_words = frozenset(risk_words)
        self._ordinary = frozenset(ordinary)
        self._known = frozenset(known) | self._risk_words
        self.plain = lru_cache(maxsize=20_000)(self._plain)
        self._pieces = lru_cache(maxsize=20_000)(self._cut)

    def words(self, text: str) -> list[Word]:
        """The plain words of `text`, sentence ends included, between two boundaries."""
        folded, places = _fold(text)
        found = [Word(BOUNDARY, 0, 0)]
        for match in _CHUNK.finditer(folded):
            at = match.start()
            for piece, start, end in self._pieces(match.group()):
                first, last = places[at + start], places[at + end - 1] + 1
                for word in self.plain(piece):
                    found.append(Word(word, first, last))
        found.append(Word(BOUNDARY, len(text), len(text)))
        return _with_myself(found)

    def _cut(self, chunk: str) -> list[tuple[str, int, int]]:
        if not chunk[0].isalnum():
            return [(BOUNDARY if chunk[0] == "\n" else chunk[0], 0, len(chunk))]
        letters = "".join(filter(str.isalpha, chunk))
        if chunk[1:2] in (" ", ".", "-") and (
            letters in self._risk_words or self._split_together(letters)
        ):
            return [(letters, 0, len(chunk))]
        if chunk.isalpha() or chunk in self._expand or self._disguised(chunk):
            return [(chunk, 0, len(chunk))]
        return [(m.group(), m.start(), m.end()) for m in _PIECE.finditer(chunk)]

    def _disguised(self, chunk: str) -> str | None:
        if chunk.isdigit() or not re.search(r"[0-9@$!*]", chunk):
            return None
        plain = chunk.translate(_LEET)
        if "*" not in plain:
            return plain if plain in self._known else None
        pattern = re.compile(re.escape(plain).replace(r"\*", "[a-z]"))
        return next((word for word in sorted(self._risk_words) if pattern.fullmatch(word)), None)

    def _plain(self, piece: str) -> tuple[str, ...]:
        piece = self._disguised(piece) or piece
        for form in _shorter_forms(piece):
            if form in self._expand:
                return self._expand[form]
            if form in self._known or form in self._ordinary:
                return (form,)
        if piece.endswith("'s") or piece.endswith("'"):
            return self._plain(piece.rstrip("s").rstrip("'")) or (piece,)
        if not piece.isalpha() or not 5 <= len(piece) <= _LONGEST_WORD:
            return (piece,)
        return self._split_together(piece) or (self._respelt(piece),)

    def _respelt(self, word: str) -> str:
        """The risk word that `word` misspells, or `word` itself."""
        allowed = 1 if len(word) < 8 else 2
        best, least = word, (allowed + 1, False)
        for candidate in sorted(self._risk_words):
            if len(candidate) < 5 or set(word[:2]).isdisjoint(candidate[:1]):
                continue
            distance = DamerauLevenshtein.distance(word, candidate, score_cutoff=allowed)
            # Of two as near, the ending decides: it tells "overdosed" from "overdose".
            rank = (distance, word[-1] != candidate[-1])
            if rank < least:
                best, least = candidate, rank
        return best

    def _split_together(self, word: str) -> tuple[str, ...] | None:
        """`killmyself` as two words: only where a risk word of four letters or more takes part."""
        parts: dict[int, tuple[str, ...]] = {0: ()}
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 12), end):
                piece = word[start:end]
                if start not in parts or not (piece in self._known or piece == "i"):
                    continue
                if end not in parts or len(parts[start]) + 1 < len(parts[end]):
                    parts[end] = (*parts[start], piece)
        split = parts.get(len(word))
        if split and 1 < len(split) <= 4 and self._risky(split):
            return split
        return None

    def _risky(self, words: tuple[str, ...]) -> bool:
        return any(len(word) > 3 and word in self._risk_words for word in words)


def _with_myself(words: list[Word]) -> list[Word]:
    """`my self` is one word."""
    joined: list[Word] = []
    for word in words:
        if word.text == "self" and joined[-1].text == "my":
            joined[-1] = Word("myself", joined[-1].start, word.end)
        else:
            joined.append(word)
    return joined


def _fold(text: str) -> tuple[str, list[int]]:
    """`text` in plain lower case, and for every character its place in the original."""
    if text.isascii():
        lowered = text.lower()
        return lowered, list(range(len(lowered)))
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(_QUOTES)):
        for letter in unicodedata.normalize("NFKD", character).lower():
            if unicodedata.category(letter) in ("Mn", "Cf"):
                continue
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _shorter_forms(word: str) -> list[str]:
    """`diiie` may stand for `diie` or `die`: the word itself comes first."""
    if not _REPEATS.search(word):
        return [word]
    return [word, _REPEATS.sub(r"\1\1", word), _REPEATS.sub(r"\1", word)]
