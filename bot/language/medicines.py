"""Finding medicines in what people type, from the names that clinicians keep in content/medicines.

A name resolves only on whole words. A near miss is never resolved: it comes back as a suggestion to
confirm, because lorazepam and lormetazepam, or clonazepam and clobazam, differ by little.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.language.sentences import english, tokens

COLUMNS = ("generic", "brand", "country", "slang_or_misspelling", "kind", "confidence")
CLASS = "(any benzodiazepine)"
LOOKALIKE = "lookalike"
AMBIGUOUS = "-ambiguous"
SUGGESTION = "suggestion"
CLOSE_PAIRS = (frozenset({"lorazepam", "lormetazepam"}), frozenset({"clonazepam", "clobazam"}))
# Brands of other countries are seldom meant by people who write English, and catch English words.
ENGLISH_SPEAKING = frozenset({"", "US", "AU", "UK", "CA", "NZ", "IE"})

NEAR = 86
PARTNER_NEAR = 68
LONG_WORD, MOST_EDITS = 9, 2
SHORTEST = 6
MOST_SUGGESTIONS = 3
# A word of one or two letters is a medicine only with its dose behind it.
LETTERS_ONLY = 2

# English words that come near a name of the table.
_NOT_NAMES_TEXT = """
    central centrally constant constantly horizon halcyon sonata intermezzo rhythm fronting
    prosody restorer restore restored restoring ambient ambience ambitions
    valiant
"""
_NOT_NAMES = frozenset(_NOT_NAMES_TEXT.split())
_TAKE_TEXT = """
    take takes took taken taking pop pops popped popping swallow swallowed drop dropped
"""
_TAKE = frozenset(_TAKE_TEXT.split())
_CLUES_TEXT = """
    pill pills tablet tablets tab tabs benzo benzos benzodiazepine benzodiazepines dose doses
    mg mgs milligram milligrams mcg prescription prescribed script scripts tranquilliser
    tranquillisers tranquilizer tranquilizers
"""
_CLUES = frozenset(_CLUES_TEXT.split())
_JOINERS_TEXT = """
    a an some my his her few couple of and or on with the n plus & , / ( - + x half one two
    three four five six
"""
_JOINERS = frozenset(_JOINERS_TEXT.split())
_NUMBER = re.compile(r"[\d.,/½¼¾]+(?:mgs?|mcg|ug)?$")


@dataclass(frozen=True)
class Mention:
    """One place in a text where a medicine is named, or may be.

    `generic` is None where the name is only suggested, ambiguous, or of the whole class. `kind` is
    generic, brand, misspelling, slang, synonym, suggestion or lookalike; `suggestions` are the
    generic names to ask about.
    """

    generic: str | None
    surface: str
    start: int
    end: int
    kind: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Name:
    text: str
    generic: str
    kind: str
    country: str

    @property
    def ambiguous(self) -> bool:
        return self.kind.endswith(AMBIGUOUS)


class MedicineFinder:
    """Looks for every name of the table, and for words that come near one."""

    def __init__(self, names: Sequence[_Name]) -> None:
        self._names: dict[str, _Name] = {}
        for name in names:
            self._names.setdefault(_key(name.text), name)
        self._matcher = PhraseMatcher(english().vocab, attr="LOWER")
        for key, name in self._names.items():
            self._matcher.add(key, [english().make_doc(form) for form in _forms(name.text)])
        self._near = {key: n for key, n in self._names.items() if _may_be_meant(n)}
        self._by_letter: dict[str, list[str]] = {}
        for key in self._near:
            self._by_letter.setdefault(key[0], []).append(key)

    @classmethod
    def from_content(cls, path: Path) -> MedicineFinder:
        """Read a table of names, or raise `ValueError` with the line and what to do."""
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise ValueError(f"{path}: the first line must be {','.join(COLUMNS)}.")
            return cls([_name(row, f"{path}, line {reader.line_num}") for row in reader])

    def find(self, text: str) -> list[Mention]:
        """The mentions in a text, in its order; never two for the same words."""
        doc = tokens(text)
        spans = [Span(doc, start, end, label=key) for key, start, end in self._matcher(doc)]
        certain = filter_spans([s for s in spans if not self._names[s.label_].ambiguous])
        taken = {token.i for span in certain for token in span}
        unsure = [s for s in spans if self._names[s.label_].ambiguous]
        free = filter_spans([s for s in unsure if not taken & set(range(s.start, s.end))])
        found = [self._mention(span, text) for span in certain]
        for span in free:
            taken |= set(range(span.start, span.end))
            found += self._with_clue(span, text, certain)
        found += self._near_misses(doc, taken, text)
        return sorted(found, key=lambda mention: mention.start)

    def _mention(self, span: Span, text: str) -> Mention:
        name = self._names[span.label_]
        partner = self._closer_partner(name)
        if partner:
            return _at(span, text, None, SUGGESTION, tuple(sorted((name.generic, partner))))
        generic = None if name.generic == CLASS or name.kind == LOOKALIKE else name.generic
        return _at(span, text, generic, name.kind)

    @staticmethod
    def _closer_partner(name: _Name) -> str | None:
        if name.kind != "misspelling":
            return None
        own = fuzz.ratio(_key(name.text), name.generic)
        others = (p for pair in CLOSE_PAIRS if name.generic in pair for p in pair - {name.generic})
        return next((p for p in others if fuzz.ratio(_key(name.text), p) > own), None)

    def _with_clue(self, span: Span, text: str, certain: Sequence[Span]) -> Iterator[Mention]:
        name = self._names[span.label_]
        generics = {
            i: self._names[s.label_].generic for s in certain for i in range(s.start, s.end)
        }
        kind = name.kind[: -len(AMBIGUOUS)]
        if len(span.text) <= LETTERS_ONLY:
            clues = {"dose"} if _dose_at(span.doc, span.end) else set()
        else:
            clues = _clues(span, generics)
        if "dose" in clues or name.generic in clues:
            yield _at(span, text, None if name.generic == CLASS else name.generic, kind)
        elif clues:
            yield _at(span, text, None, kind, () if name.generic == CLASS else (name.generic,))

    def _near_misses(self, doc: Doc, taken: set[int], text: str) -> Iterator[Mention]:
        seen: dict[str, tuple[str, ...]] = {}
        for token in doc:
            word = token.lower_
            if token.i in taken or not token.is_alpha or not _could_be_a_name(word):
                continue
            if word not in seen:
                seen[word] = self._suggest(word)
            if seen[word]:
                yield _at(doc[token.i : token.i + 1], text, None, SUGGESTION, seen[word])

    def _suggest(self, word: str) -> tuple[str, ...]:
        singular = word.removesuffix("s")
        hits = self._hits(singular)
        if not hits or self._near[hits[0][0]].kind == LOOKALIKE:
            return ()
        found = [self._near[key].generic for key, _, _ in hits if self._near[key].kind != LOOKALIKE]
        for pair in CLOSE_PAIRS:
            if found[0] in pair:
                found += [p for p in pair if fuzz.ratio(singular, p) >= PARTNER_NEAR]
        return tuple(dict.fromkeys(found))

    def _hits(self, word: str) -> list[tuple[str, float, int]]:
        keys = self._by_letter.get(word[0], [])
        near = process.extract(
            word, keys, scorer=fuzz.ratio, score_cutoff=NEAR, limit=MOST_SUGGESTIONS
        )
        if near or len(word) < LONG_WORD:
            return near
        # Vowels that changed places ("clonazapem") cost the ratio more than they should.
        return process.extract(  # type: ignore[call-overload, no-any-return]
            word, keys, scorer=OSA.distance, score_cutoff=MOST_EDITS, limit=MOST_SUGGESTIONS
        )


def _name(row: dict[str, str | None], place: str) -> _Name:
    if None in row.values() or None in row or not row["generic"] or not row["kind"]:
        raise ValueError(f"{place}: needs {len(COLUMNS)} columns, with a generic name and a kind.")
    kind = str(row["kind"])
    if kind.startswith("LOOKALIKE-EXCLUDE"):
        kind = LOOKALIKE
    elif kind.startswith("unlicensed"):
        kind = "generic"
    text = row["slang_or_misspelling"] or row["brand"] or row["generic"]
    # A combination counts as its benzodiazepine, which stands first.
    return _Name(str(text), str(row["generic"]).split(" + ")[0], kind, str(row["country"]))


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _forms(text: str) -> Iterator[str]:
    yield text
    if len(text) > LETTERS_ONLY and not text.lower().endswith("s"):
        yield text + "s"
    if "-" in text:
        yield text.replace("-", " ")


def _may_be_meant(name: _Name) -> bool:
    if name.kind == LOOKALIKE:
        return True
    countries = set(name.country.split("/"))
    return (
        name.kind in {"generic", "brand", "synonym"}
        and name.generic != CLASS
        and len(name.text) >= SHORTEST
        and name.text.isalpha()
        and bool(countries & ENGLISH_SPEAKING)
    )


def _could_be_a_name(word: str) -> bool:
    return len(word) >= SHORTEST and word not in STOP_WORDS and word not in _NOT_NAMES


def _at(
    span: Span, text: str, generic: str | None, kind: str, suggestions: tuple[str, ...] = ()
) -> Mention:
    start, end = span.start_char, span.end_char
    return Mention(generic, text[start:end], start, end, kind, suggestions)


def _dose_at(doc: Doc, i: int) -> bool:
    if i >= len(doc) or not _NUMBER.match(doc[i].lower_):
        return False
    following = doc[i + 1].lower_ if i + 1 < len(doc) else ""
    return doc[i].lower_.endswith(("g", "gs")) or following in {"mg", "mgs", "mcg", "ug", "g"}


def _clues(span: Span, generics: dict[int, str]) -> set[str]:
    """What stands next to a doubtful name: "dose", "take", "word", or the generic of a sure one."""
    found: set[str] = set()
    doc = span.doc
    if _dose_at(doc, span.end) or any(_dose_at(doc, i) for i in _steps(doc, span.start - 1, -1)):
        found.add("dose")
    for i in (*_steps(doc, span.start - 1, -1), *_steps(doc, span.end, 1)):
        if i in generics:
            found.add(generics[i])
        elif doc[i].lower_ in _CLUES:
            found.add("word")
    if any(doc[i].lower_ in _TAKE for i in _steps(doc, span.start - 1, -1, articles=False)):
        found.add("take")
    if len(span) > 1 and span[-1].lower_ in _CLUES:
        found.add("word")
    return found


def _steps(doc: Doc, i: int, step: int, articles: bool = True) -> Iterator[int]:
    """The nearest tokens on one side, up to the first that is no joining word, at most four.

    "Take the bus" is no clue and "take bars" is one, so a verb may stand apart by no article.
    """
    for _ in range(4):
        if not 0 <= i < len(doc):
            return
        yield i
        word = doc[i].lower_
        if word in {"the", "an"} and not articles:
            return
        if word not in _JOINERS and word not in {"mg", "mgs"} and not _NUMBER.match(word):
            return
        i += step
