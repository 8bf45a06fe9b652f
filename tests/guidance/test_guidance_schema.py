"""A fault in content/guidance is told by file, entry and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.guidance.schema import NOT_TOPICS, GuidanceError, read_guidance
from bot.guidance.words import read_words

FOLDER = Path(__file__).parents[2] / "content" / "guidance"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "guidance"))


def change(path: Path, where: list[Any], value: Any) -> None:
    """Set one value in a YAML file; None at the end of `where` appends."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    part = data
    for step in where[:-1]:
        part = part[step]
    part[where[-1]] = value
    path.write_text(yaml.safe_dump(data), encoding="utf-8")


def test_each_file_is_a_topic() -> None:
    files = {path.stem for path in FOLDER.glob("*.yml")} - set(NOT_TOPICS)
    assert set(read_guidance(FOLDER).topics) == files and len(files) >= 50


def test_every_source_is_used() -> None:
    guidance = read_guidance(FOLDER)
    used = {key for _, passage in guidance.passages() for key in passage.sources}
    assert used == set(guidance.sources)


FIRST = ["passages", 0]
FAULTS = [
    ("sleep.yml", ["topic"], "slep", "sleep.yml: topic is 'slep': name it as the file is named"),
    ("sleep.yml", [*FIRST, "audience"], "nurse", "sleep, audience: write one of patient"),
    ("sleep.yml", [*FIRST, "countries"], ["uk"], "two capital letters"),
    ("sleep.yml", [*FIRST, "countries"], [False], "two capital letters"),
    ("sleep.yml", [*FIRST, "medicines"], ["Xanax"], "generic name in small letters"),
    ("sleep.yml", [*FIRST, "text"], [], "one to three short paragraphs"),
    ("sleep.yml", [*FIRST, "text"], ["so " * 61], "61 words are too many: cut the text to 60"),
    ("sleep.yml", [*FIRST, "text"], ["After 9 weeks."], "says '9': name its fact under figures"),
    ("sleep.yml", [*FIRST, "figures"], {"2": "H13", "4": "H99"}, "rests on H99: add H99 to facts"),
    ("sleep.yml", [*FIRST, "facts", "H13"], "SAW", "label H13 as one of SEEN"),
    ("sleep.yml", [*FIRST, "facts"], {}, "name the facts that the text rests on"),
    ("sleep.yml", [*FIRST, "sources"], ["NOBODY"], "NOBODY is not in sources.yml: add it there"),
    ("sleep.yml", [*FIRST, "sources"], [], "name at least one source"),
    ("sleep.yml", [*FIRST, "reviewed_by"], "Dr X", "reviewed_by and reviewed_on go together"),
    ("sleep.yml", [*FIRST, "why_they_differ"], "Why.", "go together: write both or neither"),
    ("sleep.yml", [*FIRST, "id"], "memory", "the id stands in memory.yml too: rename one"),
    ("sleep.yml", [*FIRST, "medicines"], ["diazepam"], "write a passage for all patients"),
    ("sleep.yml", ["colour"], "blue", "colour: this is not a known field"),
    ("switching.yml", ["passages", 2, "medicines"], ["clobazam"], "are for the same people"),
    ("symptoms.yml", [*FIRST, "positions", 0, "source"], "FDA20", "add it to sources"),
    ("sources.yml", ["FDA20", "url"], "http://fda.gov", "FDA20, url: write an address"),
    ("sources.yml", ["FDA20", "seen"], "X", 'FDA20, seen: write Y, P, "2" or N'),
    ("sleep.yml", [*FIRST, "register"], ["Z99"], "Z99 is not in the register: write Z1 to Z22"),
    ("sleep.yml", ["offer"], None, "offer is empty: patients need it"),
    ("sleep.yml", ["questions"], [], "questions is empty: patients need it"),
    ("equivalents.yml", ["offer"], "Shall I?", "offer is for patients: write a passage for them"),
    ("equivalents.yml", [*FIRST, "text"], ["a"] * 6, "write one to five short paragraphs"),
    ("equivalents.yml", [*FIRST, "text"], ["so " * 181], "cut the text to 180"),
    ("asked.yml", ["topics", "moon"], ["is it full"], "moon is no topic that patients ask"),
    ("asked.yml", ["topics", "equivalents"], ["x"], "equivalents is no topic that patients ask"),
    ("labels.yml", ["reviewed"], "By {who}", "reviewed may hold {name} and {date}"),
]


@pytest.mark.parametrize(("file", "where", "value", "told"), FAULTS)
def test_a_fault_is_told(folder: Path, file: str, where: list[Any], value: Any, told: str) -> None:
    change(folder / file, where, value)
    with pytest.raises(GuidanceError) as raised:
        read_guidance(folder)
    message = str(raised.value)
    assert told in message
    assert file.split(".")[0] in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("sleep.yml", "topic: [", "is not valid YAML, mend it"),
        ("sleep.yml", "- a list", "write `key: value` lines"),
        ("sleep.yml", "topic: sleep", "this is missing, write it"),
        ("labels.yml", "GK: not checked", "is missing: write its text"),
        ("sources.yml", "FDA20: x", "FDA20: write `key: value` lines"),
    ],
)
def test_a_broken_file_is_told(folder: Path, file: str, text: str, told: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(GuidanceError) as raised:
        read_guidance(folder)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_and_an_empty_folder_are_told(folder: Path, tmp_path: Path) -> None:
    (folder / "labels.yml").unlink()
    with pytest.raises(GuidanceError, match=r"labels\.yml is missing: restore it"):
        read_guidance(folder)
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("labels.yml", "sources.yml"):
        shutil.copy(FOLDER / name, bare / name)
    with pytest.raises(GuidanceError, match="holds no topics"):
        read_guidance(bare)


@pytest.mark.parametrize(
    ("where", "value", "told"),
    [
        (["carry"], "and", "words, carry"),
        (["colour"], ["blue"], "this is not a known field"),
    ],
)
def test_the_words_are_checked_too(folder: Path, where: list[Any], value: Any, told: str) -> None:
    change(folder / "words.yml", where, value)
    with pytest.raises(GuidanceError, match=told):
        read_words(folder)
