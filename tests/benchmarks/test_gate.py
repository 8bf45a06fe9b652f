"""The thresholds of the AnswerGate: what they do to predictions, and what config.yml holds."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from benchmarks.gate import HONEST, LEAST, false_alarms, gate_settings, gated, honest, suggest
from benchmarks.predictions import Labelled, Predicted
from bot.settings import ROOT

CLASSES = ["ask_bot", "delete", "tell_idea"]
# What was meant, and how likely each class was held to be.
SAID = [
    ("tell_idea", (0.6, 0.1, 0.3)),
    ("tell_idea", (0.1, 0.1, 0.8)),
    ("ask_bot", (0.9, 0.0, 0.1)),
    ("ask_bot", (0.5, 0.4, 0.1)),
    ("delete", (0.1, 0.8, 0.1)),
    ("ask_bot", (0.3, 0.4, 0.3)),
]


@pytest.fixture
def said() -> Predicted:
    """Six sentences with their predictions."""
    labels = [label for label, _ in SAID]
    texts = [f"sentence {place}" for place in range(len(SAID))]
    return Predicted(
        Labelled(texts, np.zeros((len(SAID), 1)), labels),
        CLASSES,
        np.array([row for _, row in SAID]),
    )


def test_without_thresholds_the_likeliest_intent_stands(said: Predicted) -> None:
    assert gated(said, {}) == said.best
    assert (false_alarms(said, said.best), honest(said)) == (1, 2)


def test_a_doubtful_interruption_becomes_the_likeliest_answer(said: Predicted) -> None:
    heard = gated(said, {"ask_bot": 0.75, "delete": 0.75})
    # The fourth is surely an interruption, though not surely which.
    assert heard == ["tell_idea", "tell_idea", "ask_bot", "ask_bot", "delete", "tell_idea"]


def test_suggested_thresholds_keep_the_budget(said: Predicted) -> None:
    assert false_alarms(said, gated(said, suggest(said, budget=0.0))) == 0


def test_a_generous_budget_costs_no_interruption(said: Predicted) -> None:
    assert suggest(said, budget=1.0)["ask_bot"] == 0.0


def test_what_is_hard_to_take_back_must_be_meant(said: Predicted) -> None:
    least = suggest(said, budget=1.0)["delete"]
    assert least >= LEAST["delete"]
    assert [heard for heard in gated(said, {"delete": least}) if heard == "delete"] == ["delete"]


def test_the_thresholds_of_the_config_are_those_of_every_interruption() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = {name for entry in domain["intents"] for name in entry}
    # Buttons and the risk flagger set these; no sentence is classified as one.
    unheard = {"delete_all", "risk"}
    assert set(gate_settings()["thresholds"]) == intents - HONEST - unheard
