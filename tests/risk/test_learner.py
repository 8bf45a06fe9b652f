"""A learner asks about suicide, as they should, and may be in danger themselves."""

from __future__ import annotations

import pytest

from bot.risk import RiskDetector
from bot.risk.learner import check_learner


@pytest.mark.parametrize(
    "text",
    [
        "Are you thinking of killing yourself?",
        "I hear that you want to die.",
        "You took the whole box last night, and I am glad you told me.",
        "So when you say “I want to kill myself”, what do you mean?",
        'He said "I am going to end it tonight" and I asked him more.',
        "Have you had a seizure since you stopped?",
        "I wonder whether you feel that life is not worth living.",
        "Thank you. What would you like to talk about?",
        "Some people want to die when it gets this hard.",
        "",
    ],
)
def test_the_role_is_not_the_learner(text: str, detector: RiskDetector) -> None:
    assert check_learner(detector, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself.",
        "Sorry, I cannot do this exercise. I want to die tonight.",
        "Are you thinking of killing yourself? Because I am going to kill myself.",
        "out of role: i took an overdose just now",
        "This is me now, I took the whole strip and I told you so",
        "i want to end my life, this is not the role",
    ],
)
def test_the_learners_own_danger_is_found(text: str, detector: RiskDetector) -> None:
    found = check_learner(detector, text)
    assert found and found.tier in ("urgent", "emergency")
