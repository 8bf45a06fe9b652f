"""The words of risk in a form, a leaflet or a question, and what the person answers to it."""

from __future__ import annotations

import pytest

from bot.risk import RiskDetector


@pytest.mark.parametrize(
    "text",
    [
        "the consent form asks whether I feel suicidal, where do I sign",
        "why has the leaflet got a section on self harm",
        "What are the warning signs of an overdose?",
        "Is there a link between Ativan and suicidal thoughts?",
        "What happens here if somebody types that they want to kill themselves?",
        "my nurse asked me about suicidal thoughts and I said no",
        "The survey asked if I want to die. Not at all.",
        "the doctor asked was I hearing voices, I ticked never",
        "are zopiclone known to cause hallucinations",
        "Suppose someone had a seizure on the train?",
        "I had a dream that I swallowed the whole bottle",
        "I want to die an old man in my own bed",
        "took the whole packet of zopiclone back to the chemist",
    ],
)
def test_words_that_are_only_named_raise_nothing(detector: RiskDetector, text: str) -> None:
    assert detector.check(text) is None


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("They asked if I was suicidal and I lied", "urgent"),
        ("The doctor asked me if I want to kill myself and I said yes", "emergency"),
        ("the form asks if I have thoughts of suicide. I do", "urgent"),
        ("she asked if I have thoughts of suicide and I said no. I do. all the time", "urgent"),
        ("the leaflet says you can feel suicidal and I am", "urgent"),
        ("what are the signs of an overdose, I took the whole strip", "emergency"),
        ("last night I wished I was dead", "urgent"),
    ],
)
def test_who_owns_up_to_them_is_heard(detector: RiskDetector, text: str, tier: str) -> None:
    verdict = detector.check(text)
    assert verdict and verdict.tier == tier
