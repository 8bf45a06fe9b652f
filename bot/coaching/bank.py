"""The sentences that clinicians edit: read from content/, checked, and never said twice.

A list of entries is known by its key, the path through the file: `ideas.ask`, `resist.reflect`.
Reflections are known by theme and talk.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.language.placeholders import placeholders

KINDS = {
    "notice", "consent", "reflection", "question", "affirmation", "statement", "information",
    "risk", "contacts", "summary",
}  # fmt: skip
CODES = {
    "question_open", "question_closed", "simple_reflection", "complex_reflection", "affirm",
    "seek_collaboration", "emphasize_autonomy", "give_information", "persuade_with_permission",
    "other",
}  # fmt: skip
TALKS = {"change", "sustain", "neutral"}
# What a relative or friend is asked instead, and the theme that fits them always.
CARERS = "carers"
CARER_THEME = "carer_all"
PLACEHOLDERS = {"clinic", "days", "quote", "dream", "number", "contacts", "a", "b"}


class ContentError(ValueError):
    """A fault in content/; the message names the file, the entry and what to change."""


@dataclass(frozen=True)
class Entry:
    """One authored sentence (or two that belong together)."""

    id: str
    kind: str
    code: str
    text: str
    theme: str = ""
    talk: str = ""

    def fill(self, values: Mapping[str, object]) -> str:
        """The text with its placeholders filled in."""
        return string.Formatter().vformat(self.text, (), dict(values))


class Bank:
    """Every sentence of the coach, by key, and the reflections by theme and talk."""

    def __init__(
        self,
        lists: dict[str, list[Entry]],
        reflections: list[Entry],
        buttons: dict[str, str],
        summary: dict[str, Any],
        topics: list[dict[str, str]],
        for_carers: Mapping[str, str],
    ) -> None:
        self.lists = lists
        self._for_carers = dict(for_carers)
        self.buttons = buttons
        self.summary = summary
        self.topics = topics
        self._reflections: dict[tuple[str, str], list[Entry]] = {}
        for entry in reflections:
            self._reflections.setdefault((entry.theme, entry.talk), []).append(entry)

    @classmethod
    def from_content(cls, content: Path) -> Bank:
        """Read content/coach and content/reflections, or raise `ContentError`."""
        coach, lists = content / "coach", {}
        for name in ("phases", "moves"):
            path = coach / f"{name}.yml"
            lists.update(_lists(path, _read(path)))
        lists.update(_lists(coach / "carers.yml", _read(coach / "carers.yml"), CARERS))
        themes = sorted((content / "reflections").glob("**/*.yml"))
        bank = cls(
            lists,
            [entry for path in themes for entry in _theme(path)],
            {key: str(title) for key, title in _read(coach / "buttons.yml").items()},
            _read(coach / "summary.yml"),
            _read(coach / "topics.yml"),
            {heard: path.stem for path in themes for heard in _read(path).get("themes", ())},
        )
        _unique(bank.entries())
        return bank

    def entries(self) -> Iterator[Entry]:
        """Every entry, lists first, then reflections."""
        for entries in self.lists.values():
            yield from entries
        for entries in self._reflections.values():
            yield from entries

    def entry(self, key: str, said: Sequence[str], seed: str, carer: bool = False) -> Entry | None:
        """An entry of the list `key` that was not said yet; None when all of them were.

        A carer gets the list of the same name in carers.yml, where there is one.
        """
        own = f"{CARERS}.{key}"
        key = own if carer and own in self.lists else key
        return _fresh(self.lists[key], said, f"{seed}/{key}")

    def summary_for(self, carer: bool) -> dict[str, Any]:
        """The words of the summary page: its title, lead, footer and sections."""
        own = self.summary[CARERS] if carer else {}
        sections = {
            key: {**words, **own.get("sections", {}).get(key, {})}
            for key, words in self.summary["sections"].items()
        }
        return {**self.summary, **own, "sections": sections}

    def themes_for_carers(self, themes: Iterable[str]) -> list[str]:
        """What a carer's themes are met with: never as if it were about the carer."""
        found = (self._for_carers[theme] for theme in themes if theme in self._for_carers)
        return list(dict.fromkeys((*found, CARER_THEME)))

    def reflection(
        self,
        themes: Iterable[str],
        talk: str,
        said: Sequence[str],
        seed: str,
        phase: str | None = None,
    ) -> Entry | None:
        """The reflection that fits best and was not said yet.

        Themes are tried in their order; within one, the talk heard, then neutral talk. What no
        theme fits, and does not speak for staying, is met by what fits any answer to the question
        of `phase`, where one is given; else by a general reflection of the same talk. `mixed` talk,
        both for and against a change, is met by a double-sided one.
        """
        wanted = "neutral" if talk == "mixed" else talk
        keys = [("double_sided", "neutral")] if talk == "mixed" else []
        # The same theme three times over sounds like a form: the fourth time, speak generally.
        worn = [t for t in themes if sum(i.startswith(f"{t}.") for i in said) >= 3]
        fresh = [t for t in themes if t not in worn]
        keys += [(theme, wanted) for theme in fresh]
        keys += [(theme, "neutral") for theme in fresh]
        keys += [(f"phase_{phase}", "neutral")] if phase and wanted != "sustain" else []
        keys += [("general", wanted), ("general", "neutral")]
        keys += [(theme, wanted) for theme in worn]
        for key in keys:
            found = _fresh(self._reflections.get(key, ()), said, f"{seed}/{key}")
            if found:
                return found
        return None


def _fresh(entries: Sequence[Entry], said: Sequence[str], seed: str) -> Entry | None:
    left = [entry for entry in entries if entry.id not in said]
    return random.Random(seed).choice(left) if left else None


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise ContentError(f"{path} is missing: restore it from the repository.") from None
    except yaml.YAMLError as error:
        raise ContentError(f"{path} is not valid YAML: {error}") from None


def _lists(path: Path, data: Any, key: str = "") -> dict[str, list[Entry]]:
    """Flatten nested mappings of lists into dotted keys."""
    if isinstance(data, list):
        return {key: [_entry(path, item) for item in data]}
    if not isinstance(data, dict):
        raise ContentError(f"{path}, {key}: expected a list of entries, found {data!r}.")
    found: dict[str, list[Entry]] = {}
    for name, part in data.items():
        found.update(_lists(path, part, f"{key}.{name}" if key else str(name)))
    return found


def _entry(path: Path, item: Any, **more: str) -> Entry:
    if not isinstance(item, dict):
        raise ContentError(f"{path}: {item!r} is not an entry with id, kind, code and text.")
    try:
        entry = Entry(**{**item, **more})
    except TypeError as error:
        raise ContentError(f"{path}, {item.get('id', item)}: {error}.") from None
    fields = placeholders(entry.text)
    for wrong, allowed, what in (
        ({entry.kind} - KINDS, KINDS, "kind"),
        ({entry.code} - CODES, CODES, "code"),
        (fields - PLACEHOLDERS, PLACEHOLDERS, "placeholder"),
    ):
        if wrong:
            raise ContentError(
                f"{path}, {entry.id}: {what} {wrong.pop()!r} is not one of "
                f"{', '.join(sorted(allowed))}."
            )
    return entry


def _theme(path: Path) -> Iterator[Entry]:
    data = _read(path)
    theme = str(data.get("theme", path.stem))
    for item in data.get("reflections", ()):
        if item.get("talk") not in TALKS:
            raise ContentError(
                f"{path}, {item.get('id')}: talk {item.get('talk')!r} is not one of "
                f"{', '.join(sorted(TALKS))}."
            )
        yield _entry(path, item, theme=theme, kind="reflection")


def _unique(entries: Iterable[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise ContentError(f"The id {entry.id} stands twice in content/: rename one of them.")
        seen.add(entry.id)
