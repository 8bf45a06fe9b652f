"""Load the rules that clinicians write, and say in one line what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, Extra, Field, ValidationError, validator

from bot.risk.patterns import PatternError, Phrase, compile_phrase

# Of two as grave the first named is answered: a push down the stairs before the broken wrist.
CATEGORIES = (
    "suicide_self_harm", "overdose", "withdrawal_emergency", "safety_of_others", "abrupt_stop",
    "mixing", "pregnancy", "seizure_history", "fall_injury", "illicit_supply", "severe_distress",
)  # fmt: skip
TIERS = ("contact", "urgent", "emergency")
Tier = Literal["contact", "urgent", "emergency"]
RuleTier = Literal["sign", "contact", "urgent", "emergency"]
Treatment = Literal["keep", "none", "contact", "urgent", "emergency"]
ContextName = Literal[
    "denied",
    "asked",
    "mentioned",
    "feared",
    "someone_else",
    "story",
    "long_ago",
    "months_ago",
    "weeks_ago",
]
DEFAULT_SCOPE: dict[ContextName, Treatment] = {
    "denied": "none",
    "asked": "none",
    "mentioned": "none",
    "feared": "none",
    "someone_else": "none",
    "story": "none",
    "long_ago": "none",
    "months_ago": "none",
    "weeks_ago": "keep",
}


class LexiconError(ValueError):
    """Content that cannot be used; the message names the file and what to put right."""


class Strict(BaseModel):
    """A piece of content in which a misspelt field is a fault."""

    class Config:
        extra = Extra.forbid
        allow_population_by_field_name = True


class RuleEntry(Strict):
    """One rule as it stands in a file. `sign` rules count only together with others.

    `doubted: ask` lowers a match that the model doubts: the person is asked if they think of dying.
    """

    id: str = Field(regex=r"^[a-z_]+(\.[a-z_]+)+$")
    tier: RuleTier
    note: str = ""
    doubted: Literal["ask", "keep"] = "keep"
    scope: dict[ContextName, Treatment] = {}
    only: list[ContextName] = []
    patterns: list[str] = Field(min_items=1)
    examples: list[str] = Field(min_items=1)
    not_: list[str] = Field(default=[], alias="not")


class TogetherEntry(Strict):
    """Rules or categories (`category:mixing`) that say more together than each alone."""

    id: str = Field(regex=r"^[a-z_]+(\.[a-z_]+)+$")
    tier: Tier
    needs: list[list[str]]
    examples: list[list[str]]
    not_: list[list[str]] = Field(default=[], alias="not")


class CategoryFile(Strict):
    """One file of the lexicon: a category, its sources, its rules."""

    category: str
    facts: list[str] = Field(min_items=1)
    reviewed_by: str | None
    review: str
    notes: str = ""
    scope: dict[ContextName, Treatment] = {}
    rules: list[RuleEntry] = Field(min_items=1)
    together: list[TogetherEntry] = []

    @validator("category")
    def _known_category(cls, value: str) -> str:
        if value not in CATEGORIES:
            raise ValueError(f"{value!r} is not a category: use one of {', '.join(CATEGORIES)}")
        return value


class Cues(Strict):
    """Phrases that put a match in a context, and look-alikes (`not_cues`) that do not."""

    cues: list[str] = Field(min_items=1)
    not_cues: list[str] = []
    after: list[str] = []


class ContextFile(Strict):
    """How the words around a match change what it means."""

    facts: list[str]
    reviewed_by: str | None
    review: str
    breaks: list[str]
    new_clause: list[str]
    now: list[str]
    telling: Cues
    asked_me: list[str]
    admitted: list[str]
    refused: list[str]
    me: list[str]
    idioms: list[str]
    contexts: dict[ContextName, Cues]


class SpellingFile(Strict):
    """Phone spelling, and the words whose misspellings are looked for."""

    expand: dict[str, str]
    risk_words: list[str]
    ordinary: list[str]


@dataclass(frozen=True)
class Rule:
    """A rule ready for use: `scope` says what each context does to its tier."""

    id: str
    category: str
    tier: RuleTier
    scope: Mapping[ContextName, Treatment]
    only: tuple[ContextName, ...]
    doubted: Literal["ask", "keep"] = "keep"


@dataclass(frozen=True)
class Together:
    """Needs one hit out of each group, in this message and those just before it."""

    id: str
    category: str
    tier: Tier
    needs: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Lexicon:
    """All rules and contexts. `phrases` holds the phrases of each label."""

    rules: Mapping[str, Rule]
    together: tuple[Together, ...]
    phrases: Mapping[str, list[Phrase]]
    spelling: SpellingFile
    files: tuple[CategoryFile, ...]


def load(folder: Path) -> Lexicon:
    """Read `folder`; anything that cannot be used raises `LexiconError`."""
    spelling = read(folder / "spelling.yml", SpellingFile)
    context = read(folder / "context.yml", ContextFile)
    lists = _plain_lists(_mapping(folder / "words.yml"), spelling.expand)
    files = [read(path, CategoryFile) for path in sorted((folder / "lexicon").glob("*.yml"))]
    if not files:
        raise LexiconError(f"{folder / 'lexicon'} holds no rules: put the .yml files back.")
    phrases: dict[str, list[Phrase]] = {}
    rules: dict[str, Rule] = {}
    for file in files:
        for entry in file.rules:
            if entry.id in rules:
                raise LexiconError(f"{file.category}.yml: the id {entry.id!r} is used twice.")
            scope = {**DEFAULT_SCOPE, **file.scope, **entry.scope}
            rules[entry.id] = Rule(
                entry.id, file.category, entry.tier, scope, tuple(entry.only), entry.doubted
            )
            phrases[f"rule:{entry.id}"] = _compile(
                entry.patterns, lists, spelling.expand, f"{file.category}.yml, {entry.id}"
            )
    for label, cues in _context_phrases(context):
        phrases[label] = _compile(cues, lists, spelling.expand, f"context.yml, {label}")
    return Lexicon(rules, tuple(_together(files, rules)), phrases, spelling, tuple(files))


def _context_phrases(context: ContextFile) -> Iterator[tuple[str, list[str]]]:
    yield "breaks", context.breaks
    yield "new_clause", context.new_clause
    yield "now", context.now
    yield "asked_me", context.asked_me
    yield "admitted", context.admitted
    yield "refused", context.refused
    yield "me", context.me
    yield "idiom", context.idioms
    for name, cues in [("telling", context.telling), *context.contexts.items()]:
        yield f"cue:{name}", cues.cues
        if cues.not_cues:
            yield f"not_cue:{name}", cues.not_cues
        if cues.after:
            yield f"after:{name}", cues.after


def _together(files: list[CategoryFile], rules: Mapping[str, Rule]) -> Iterator[Together]:
    names = set(rules) | {f"category:{category}" for category in CATEGORIES}
    for file in files:
        for entry in file.together:
            unknown = [need for group in entry.needs for need in group if need not in names]
            if unknown:
                raise LexiconError(
                    f"{file.category}.yml, {entry.id}: there is no rule {unknown[0]!r}."
                )
            needs = tuple(frozenset(group) for group in entry.needs)
            yield Together(entry.id, file.category, entry.tier, needs)


def _compile(
    phrases: list[str], lists: Mapping[str, list[str]], expand: Mapping[str, str], where: str
) -> list[Phrase]:
    compiled: list[Phrase] = []
    for phrase in phrases:
        try:
            compiled.append(compile_phrase(_plain_phrase(phrase, expand), lists))
        except PatternError as error:
            raise LexiconError(f"{where}: {error}") from error
    return compiled


def _plain_phrase(phrase: str, expand: Mapping[str, str]) -> str:
    """Contractions in a phrase are written out, as they are in what people type."""
    return re.sub(
        r"(?<![\w{])[^\W_]+(?:'[^\W_]+)*(?![\w}])",
        lambda match: expand.get(match.group().lower(), match.group().lower()),
        phrase,
    )


def _plain_lists(raw: dict[str, object], expand: Mapping[str, str]) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for name, items in raw.items():
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise LexiconError(f"words.yml: {name!r} must be a list of words.")
        lists[name] = [_plain_phrase(item, expand) for item in items]
    return lists


def _mapping(path: Path) -> dict[str, object]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError as error:
        raise LexiconError(f"{path} is missing: put the file back.") from error
    except yaml.YAMLError as error:
        raise LexiconError(f"{path} is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict):
        raise LexiconError(f"{path} must hold names and values, such as `category: mixing`.")
    return data


Model = TypeVar("Model", bound=BaseModel)


def read(path: Path, model: type[Model]) -> Model:
    """Read one file of content; raises `LexiconError` in one line, naming file and field."""
    try:
        return model.parse_obj(_mapping(path))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise LexiconError(f"{path.name}, {field}: {first['msg']}.") from error
