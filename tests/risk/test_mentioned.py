"""The words of risk in a form, a leaflet or a question, and what the person answers to it."""

from __future__ import annotations

import pytest

from bot.risk import RiskDetector


@pytest.mark.parametrize(
    "text",
    [
        "the consent form mentions suicidal thoughts, where do I sign",
        "why has the leaflet got a section on self harm",
        "What are the warning signs of an overdose?",
        "Is there a link between Ativan and suicidal thoughts?",
        "my nurse asked me about suicidal thoughts and I said no",
        "The survey asked if I want to die. Not at all.",
        "the doctor asked was I hearing voices, I ticked never",
        "are zopiclone known to cause hallucinations",
        "Suppose someone had a seizure on the train?",
        "I had a dream that I swallowed the whole bottle",
        "I want to die an old man in my own bed",
    ],
)
def test_words_that_are_only_named_raise_nothing(detector: RiskDetector, text: str) -> None:
    assert detector.check(text) is None


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("They asked if I was suicidal and I lied", "urgent"),
        ("The doctor asked if I was suicidal and I lied and said no", "urgent"),
        ("my doctor asked me if I was suicidal, I lied and told him no", "urgent"),
        ("my gp asked if i want to kill myself and i lied and said never", "emergency"),
        ("The doctor asked me if I want to kill myself and I said yes", "emergency"),
        ("the form asks if I have thoughts of suicide. I do", "urgent"),
        ("she asked if I have thoughts of suicide and I said no. I do. all the time", "urgent"),
        ("the leaflet says you can feel suicidal and I am", "urgent"),
        ("what are the signs of an overdose, I took the whole strip", "emergency"),
        ("last night I wished I was dead", "urgent"),
        ("GP asked if I was suicidal. I said no. I lied", "urgent"),
        ("she asked if I was suicidal, I said no because I didn't want to be sectioned", "urgent"),
        ("they asked if I was suicidal and I just cried", "urgent"),
        ("the form asks if I have thoughts of suicide, nearly every day", "urgent"),
        ("you asked if I want to kill myself. Yes", "emergency"),
        ("my doctor asked if I was ok and then I went home and took the whole box", "emergency"),
        ("what counts as an overdose? I've just taken 30 tablets", "emergency"),
        ("on the form I said I want to kill myself", "emergency"),
        ("I saw the poster that says you are not alone but I still want to die", "urgent"),
        ("the leaflet says get help for an overdose, I took the whole strip", "emergency"),
        ("will you tell anyone if I say I want to kill myself", "emergency"),
    ],
)
def test_who_owns_up_to_them_is_heard(detector: RiskDetector, text: str, tier: str) -> None:
    verdict = detector.check(text)
    assert verdict and verdict.tier == tier


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("I am suicidal right now", "urgent"),
        ("really suicidal right now, took 20 tablets", "emergency"),
        ("I took 40 tablets in 90 minutes", "emergency"),
        ("I had a dream and then I cut my wrists", "emergency"),
        ("the taper was a nightmare and I tried to kill myself last night", "emergency"),
        ("today was a nightmare, took the whole strip", "emergency"),
        ("had a bad dream, woke up, took all my tablets", "emergency"),
        ("watching eastenders and I took the whole box", "emergency"),
        ("my mum always used to say pills kill and I took the whole box", "emergency"),
        ("I have nothing left to live for now the dog is gone", "urgent"),
        ("I won't be here tomorrow, leave the key under the mat", "urgent"),
        ("no point had enough i want to die", "urgent"),
    ],
)
def test_what_surrounds_a_danger_does_not_hide_it(
    detector: RiskDetector, text: str, tier: str
) -> None:
    verdict = detector.check(text)
    assert verdict and verdict.tier == tier
