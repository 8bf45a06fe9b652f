"""A text of content holds in braces only what the code fills in, or is refused when it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.language.placeholders import check_placeholders
from bot.referrals.wording import CONTENT as REFERRALS
from bot.referrals.wording import load_wording
from bot.risk.answers import load_answers
from bot.risk.detector import CONTENT as RISK
from bot.risk.lexicon import LexiconError


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("ring {emergncy}", "{emergncy}, but only {emergency} is filled in here"),
        ({"a": ["fine", "ring {}"]}, "{}, but only"),
        (["ring {emergency"], "write a brace of the text twice"),
        ("a brace } alone", "write a brace of the text twice"),
    ],
)
def test_a_wrong_name_is_told_with_the_text_and_the_right_one(content: object, fault: str) -> None:
    with pytest.raises(ValueError) as told:
        check_placeholders(content, ["emergency"])
    assert fault in str(told.value)


def test_right_names_and_doubled_braces_pass() -> None:
    check_placeholders({"a": ["ring {emergency}", "a {{brace}}"], "b": 3}, ["emergency"])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Please call {emergency} now.", "Please call {number} now."),
        ("{how} {name}: {number}.", "{how} {nmae}: {number}."),
        ("I am safe and want to go on", "I am {safe}"),
    ],
)
def test_an_answer_to_a_risk_that_cannot_be_filled_is_refused_when_it_is_read(
    right: str, wrong: str, tmp_path: Path
) -> None:
    text = (RISK / "answers.yml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "answers.yml").write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(LexiconError, match="is filled in here"):
        load_answers(tmp_path)


def test_a_notice_that_cannot_be_filled_is_refused_when_it_is_read(tmp_path: Path) -> None:
    content = yaml.safe_load(REFERRALS.read_text(encoding="utf-8"))
    path = tmp_path / "referrals.yml"
    path.write_text(yaml.safe_dump({**content, "subject": "{tire}"}), encoding="utf-8")
    with pytest.raises(LexiconError, match=r"subject.*\{tire\}"):
        load_wording(path)
