"""The lexicon proves itself: every rule's own examples, and what must be refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.risk import CATEGORIES, LexiconError, RiskDetector
from bot.risk.detector import CONTENT
from bot.risk.lexicon import Lexicon, load

LEXICON = load(CONTENT)
RULES = [rule for file in LEXICON.files for rule in file.rules]
TOGETHER = [entry for file in LEXICON.files for entry in file.together]


@pytest.mark.parametrize(("rule", "text"), [(r.id, t) for r in RULES for t in r.examples])
def test_an_example_is_matched_by_its_rule(detector: RiskDetector, rule: str, text: str) -> None:
    assert rule in detector.rules_hit(text)


@pytest.mark.parametrize(("rule", "text"), [(r.id, t) for r in RULES for t in r.not_])
def test_a_counterexample_is_left_alone(detector: RiskDetector, rule: str, text: str) -> None:
    assert rule not in detector.rules_hit(text)


@pytest.mark.parametrize(
    ("rule", "messages", "expected"),
    [(e.id, m, True) for e in TOGETHER for m in e.examples]
    + [(e.id, m, False) for e in TOGETHER for m in e.not_],
)
def test_rules_together(
    detector: RiskDetector, rule: str, messages: list[str], expected: bool
) -> None:
    verdict = detector.check(messages[-1], messages[:-1])
    assert (verdict is not None and verdict.rule == rule) is expected


def test_every_category_has_rules_and_none_is_signed_off() -> None:
    assert {file.category for file in LEXICON.files} == set(CATEGORIES)
    assert all(file.reviewed_by is None and "awaits" in file.review for file in LEXICON.files)


def _broken(folder: Path, name: str, old: str, new: str) -> Lexicon:
    copy = folder / "risk"
    shutil.copytree(CONTENT, copy)
    path = copy / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return load(copy)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("lexicon/pregnancy.yml", "tier: contact", "tier: mild", r"pregnancy.yml, rules.0.tier"),
        ("lexicon/pregnancy.yml", "category: pregnancy", "category: joy", r"not a category"),
        ("lexicon/pregnancy.yml", "^ pregnant", "^ (pregnant", r"bracket is not closed"),
        ("lexicon/pregnancy.yml", "^ pregnant", "{nobody} pregnant", r"no list 'nobody'"),
        ("lexicon/pregnancy.yml", '"^ pregnant"', '"pregnant?"', r"at least one word"),
        ("lexicon/pregnancy.yml", "^ pregnant", "^ pregnant & due", r"unexpected '&'"),
        ("lexicon/pregnancy.yml", "^ pregnant", "^ pregnant !", r"nothing stands after '!'"),
        ("lexicon/pregnancy.yml", "pregnancy.now", "stop.lately", r"used twice"),
        ("lexicon/pregnancy.yml", "    examples:", "    exampels:", r"pregnancy.yml, rules.0"),
        ("lexicon/overdose.yml", "[sign.very_drowsy]", "[sign.awake]", r"no rule 'sign.awake'"),
        ("lexicon/overdose.yml", "rules:", "rules: [", r"is not YAML"),
        ("words.yml", "lately:", "lately: 3\nlater:", r"'lately' must be a list"),
        ("words.yml", "child: [", 'child: ["{child}", ', r"contains itself"),
    ],
)
def test_a_slip_in_the_content_is_named_in_one_line(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(LexiconError, match=message) as caught:
        _broken(tmp_path, name, old, new)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"spelling.yml is missing"):
        load(tmp_path)
