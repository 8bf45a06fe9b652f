"""The reflections, and the sentences they answer, hold to the rules for words a patient reads."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import textstat
import yaml

CONTENT = Path(__file__).resolve().parents[2] / "content"
COMMON = [
    "sleep",
    "panic",
    "nerves_stress",
    "memory_fog",
    "family",
    "fear_of_withdrawal",
    "past_attempts",
    "relief",
]
THEMES = [
    *COMMON,
    "grief",
    "pain",
    "falls_balance",
    "work",
    "driving",
    "being_judged",
    "doctor",
    "loss_of_control",
    "habit",
    "loneliness",
    "flat_feelings",
    "health_age",
    "trauma",
    "money_supply",
]
CARERS = ["carers/carer_all", "carers/carer_between", "carers/carer_safety", "carers/carer_them"]
PHASES_FILES = [
    f"phases/phase_{phase}"
    for phase in ("ideas", "concerns", "expectations", "dreams", "link", "rulers")
]
TALKS = ("change", "sustain", "neutral")
CODES = {"simple_reflection", "complex_reflection"}
PHASES = {
    "opening",
    "ideas",
    "concerns",
    "expectations",
    "dreams",
    "link",
    "rulers",
    "none",
}

# Each pattern is one way in which a reflection would break a rule of the house.
FORBIDDEN = {
    "question": r"\?",
    "exclamation": r"!",
    "stigma": r"\b(addict\w*|clean|abus\w+|misus\w+|fail\w*|junkie|hooked)\b",
    "telling to stop": r"\b(stop\w*|quit(s|ting)?|cut down)\b",
    "advice": r"\b(should|must|ought|have to|need to|try to|you could|why not)\b",
    "jargon": r"\b(taper\w*|benzo\w*|dose reduction|symptom\w*|withdrawal|dependen\w+|dosage)\b",
    "praise": r"\b(well done|great(?! deal)|proud|brave|amazing|congratulat\w+|good job)\b",
    "gender": r"\b(he|she|his|her|hers|him|husband|wife|son|daughter|mother|father)\b",
    "a fact nobody gave": r"\d|\b(years? ago|died|o'clock|milligrams?|mg)\b",
    "American spelling": r"\b(realize\w*|color\w*|favor\w*|behavior\w*|center\w*)\b",
}


@cache
def load(folder: str, theme: str) -> dict[str, Any]:
    """The parsed file of a theme."""
    return yaml.safe_load((CONTENT / folder / f"{theme}.yml").read_text(encoding="utf-8"))


def reflections(theme: str) -> list[dict[str, str]]:
    """The reflections of a theme."""
    return load("reflections", theme)["reflections"]


def heard(theme: str) -> list[dict[str, str]]:
    """The sentences that people say on a theme."""
    return load("heard", theme)["sentences"]


BANK_THEMES = [*THEMES, "general", "double_sided"]
BANK = [entry for theme in [*BANK_THEMES, *CARERS, *PHASES_FILES] for entry in reflections(theme)]
HEARD_THEMES = [*THEMES, "none"]


def words(text: str) -> list[str]:
    """The words of a text in small letters, without punctuation."""
    return re.findall(r"[a-z0-9']+", text.lower())


def repeated(texts: list[str]) -> list[str]:
    """The texts that occur more than once when only their words are compared."""
    counts = Counter(" ".join(words(text)) for text in texts)
    return [text for text, count in counts.items() if count > 1]


@pytest.mark.parametrize(
    ("folder", "expected"), [("reflections", BANK_THEMES), ("heard", HEARD_THEMES)]
)
def test_every_theme_has_its_file_and_no_file_lacks_a_theme(
    folder: str, expected: list[str]
) -> None:
    assert {path.stem for path in (CONTENT / folder).glob("*.yml")} == set(expected)
    assert all(load(folder, theme)["theme"] == theme for theme in expected)


@pytest.mark.parametrize("theme", [*THEMES, "general"])
def test_each_talk_has_enough_reflections(theme: str) -> None:
    least = 15 if theme == "general" else 5 if theme in COMMON else 3
    counts = Counter(entry["talk"] for entry in reflections(theme))
    assert set(counts) == set(TALKS)
    assert min(counts.values()) >= least


def test_double_sided_reflections_are_neutral_and_complex() -> None:
    entries = reflections("double_sided")
    assert len(entries) >= 20
    assert {(e["talk"], e["code"]) for e in entries} == {("neutral", "complex_reflection")}


@pytest.mark.parametrize("theme", BANK_THEMES)
def test_at_least_seven_in_ten_are_complex(theme: str) -> None:
    codes = Counter(entry["code"] for entry in reflections(theme))
    assert set(codes) <= CODES
    assert codes["complex_reflection"] >= 0.7 * sum(codes.values())


@pytest.mark.parametrize("theme", BANK_THEMES)
def test_ids_name_theme_and_talk_and_count_up(theme: str) -> None:
    seen: Counter[str] = Counter()
    for entry in reflections(theme):
        seen[entry["talk"]] += 1
        assert entry["id"] == f"{theme}.{entry['talk']}.{seen[entry['talk']]:02d}"


def test_carers_have_reflections_for_each_theme_and_talk() -> None:
    assert {
        f"carers/{path.stem}" for path in (CONTENT / "reflections/carers").glob("*.yml")
    } == set(CARERS)
    met = [theme for name in CARERS for theme in load("reflections", name)["themes"]]
    assert sorted(met) == sorted(THEMES)
    assert all({entry["talk"] for entry in reflections(name)} == set(TALKS) for name in CARERS)


@pytest.mark.parametrize("name", PHASES_FILES)
def test_each_phase_has_reflections_that_take_no_side(name: str) -> None:
    entries = reflections(name)
    assert load("reflections", name)["theme"] == name.removeprefix("phases/")
    assert len(entries) >= 6 and {entry["talk"] for entry in entries} == {"neutral"}
    complex_ones = [entry for entry in entries if entry["code"] == "complex_reflection"]
    assert len(complex_ones) / len(entries) >= 0.7


@pytest.mark.parametrize("theme", BANK_THEMES)
def test_labels_fit_into_a_sentence(theme: str) -> None:
    label = load("reflections", theme)["label"]
    assert 1 <= len(words(label)) <= 6
    assert label[0].islower() and label[-1].isalpha()


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_reflection_breaks_a_rule_of_the_house(rule: str) -> None:
    pattern = re.compile(FORBIDDEN[rule], re.IGNORECASE)
    assert [e["text"] for e in BANK if pattern.search(e["text"])] == []


def test_reflections_are_statements_of_eight_to_twenty_five_words() -> None:
    wrong = [e["text"] for e in BANK if not 8 <= len(words(e["text"])) <= 25]
    assert wrong == []
    assert all(e["text"].endswith(".") and e["text"][0].isupper() for e in BANK)


def test_no_reflection_stands_twice() -> None:
    assert repeated([e["text"] for e in BANK]) == []


def test_openings_vary() -> None:
    openings = Counter(" ".join(words(e["text"])[:3]) for e in BANK)
    assert {opening: n for opening, n in openings.items() if n > 4} == {}
    assert openings["it sounds like"] <= 3


def test_a_ten_year_old_can_read_the_bank() -> None:
    # Both indices count letters, so that no pronunciation corpus has to be downloaded.
    text = " ".join(e["text"] for e in BANK)
    assert textstat.automated_readability_index(text) <= 6
    assert textstat.coleman_liau_index(text) <= 6


@pytest.mark.parametrize("theme", HEARD_THEMES)
def test_each_theme_has_enough_sentences_of_every_talk_and_phase(theme: str) -> None:
    sentences = heard(theme)
    least = 150 if theme == "none" else 65 if theme in COMMON else 50
    assert len(sentences) >= least
    assert {s["talk"] for s in sentences} == set(TALKS)
    phases = {s["phase"] for s in sentences}
    assert phases <= PHASES
    assert phases >= PHASES - {"none"}


def test_no_sentence_is_heard_twice_or_under_two_themes() -> None:
    assert repeated([s["text"] for theme in HEARD_THEMES for s in heard(theme)]) == []


def test_no_reflection_is_a_patients_own_sentence() -> None:
    said = {" ".join(words(s["text"])) for theme in HEARD_THEMES for s in heard(theme)}
    assert [e["text"] for e in BANK if " ".join(words(e["text"])) in said] == []


@pytest.mark.parametrize(
    ("theme", "text", "talk", "phase"),
    [
        ("memory_fog", "my son says i repeat myself", "change", "concerns"),
        ("driving", "i dont drive any more", "change", "concerns"),
        ("grief", "she died in march and the doctor gave me these", "neutral", "ideas"),
        ("none", "5mg at night", "neutral", "opening"),
    ],
)
def test_sentences_that_could_belong_to_two_themes_are_decided(
    theme: str, text: str, talk: str, phase: str
) -> None:
    assert {"text": text, "talk": talk, "phase": phase} in heard(theme)
