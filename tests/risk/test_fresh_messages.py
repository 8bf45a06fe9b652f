"""Risks told sideways, and coaching answers that look alike: four tables, unseen at first."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.risk import RiskDetector

TABLES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "fresh").glob("*.yml"))
}
RISKY = [
    (tier, category, text)
    for table in TABLES.values()
    for tier, categories in table["risky"].items()
    for category, texts in categories.items()
    for text in texts
]
ORDINARY = [text for table in TABLES.values() for text in table["ordinary"]]


def test_the_tables_are_complete_and_no_message_stands_twice() -> None:
    assert set(TABLES) == {"first", "second", "third", "fourth"}
    texts = [text for _, _, text in RISKY] + ORDINARY
    assert len(texts) == len({text.lower() for text in texts}) == 420


@pytest.mark.parametrize(("tier", "category", "text"), RISKY)
def test_a_risk_is_seen(detector: RiskDetector, tier: str, category: str, text: str) -> None:
    verdict = detector.check(text)
    assert verdict is not None
    assert (verdict.tier, verdict.category) == (tier, category), verdict


@pytest.mark.parametrize("text", ORDINARY)
def test_a_coaching_answer_is_not_broken_into(detector: RiskDetector, text: str) -> None:
    verdict = detector.check(text)
    assert verdict is None or verdict.tier == "contact", verdict


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("I took the whole box", False),
        ("I took the whole box of valium", False),
        ("I took the whole box of chocolates", True),
        ("I'm going to take all my tablets", False),
        ("I'm going to take all my tablets back to the chemist", True),
        ("scared of what I might do", False),
        ("scared of what I might do without them", True),
    ],
)
def test_what_follows_decides(detector: RiskDetector, text: str, quiet: bool) -> None:
    assert (detector.check(text) is None) is quiet


@pytest.mark.parametrize(
    ("tier", "text"),
    [
        ("emergency", "can you help, I just had a seizure"),
        ("emergency", "can you help me my wife is having a fit"),
        ("emergency", "is it bad that i took 20 valium"),
        ("emergency", "will i be ok i took the whole box"),
        ("emergency", "could you tell me what to do my chest pain is bad and going down my arm"),
        ("emergency", "do you know what to do he is not breathing"),
        ("emergency", "is it normal that i had a fit this morning"),
        ("emergency", "are you there im seeing things on the wall"),
        ("urgent", "will it pass, i ran out yesterday"),
        ("urgent", "should i worry, fell this morning and hit my head"),
        ("urgent", "is it dangerous to take the whole box"),
        (None, "can you have a fit from stopping"),
        (None, "what if I had a fit"),
        (None, "can i stop all at once"),
        (None, "do these cause seizures"),
    ],
)
def test_a_question_hides_only_what_it_asks(
    detector: RiskDetector, tier: str | None, text: str
) -> None:
    verdict = detector.check(text)
    assert (verdict.tier if verdict else None) == tier, verdict
