"""What the AnswerGate costs and saves, and which thresholds would serve.

An honest answer that is taken for an interruption ("delete this", "are you a robot") is lost to
the coach. A threshold on the confidence that there is one prevents it and costs some true
interruptions, which are then heard as answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from benchmarks.predictions import Predicted
from bot.components.answer_gate import AnswerGate
from bot.language.questions import is_statement
from bot.settings import ROOT

GATE = "bot.components.answer_gate.AnswerGate"

HONEST = frozenset(
    {
        *("tell_medicine", "tell_idea", "tell_concern", "tell_expectation", "tell_dream"),
        *("tell_reason", "thin_answer", "give_number", "affirm", "deny"),
    }
)
RANKING = 10
# At most this share of honest answers may be taken for an interruption, all kinds together.
BUDGET = 0.01
GRID = np.round(np.arange(0.0, 1.0, 0.05), 2)
# What these do frightens, or is hard to take back: of those taken, this share must be meant.
PRECISE = {"delete": 0.97, "not_safe": 0.9, "safe_now": 0.97, "stop": 0.95}
LEAST = {"delete": 0.6, "not_safe": 0.6, "safe_now": 0.6, "stop": 0.5}


@lru_cache(maxsize=1)
def gate_settings(config: Path = ROOT / "config.yml") -> dict[str, Any]:
    """What config.yml says of the AnswerGate: `thresholds` and `asked`."""
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    found: dict[str, Any] = next(part for part in pipeline if part["name"] == GATE)
    return found


def gated(said: Predicted, thresholds: Mapping[str, float]) -> list[str]:
    """The intent of each sentence after the AnswerGate of config.yml."""
    messages = [
        _message(text, said, row) for text, row in zip(said.of.texts, said.rows, strict=True)
    ]
    asked = gate_settings()["asked"]
    AnswerGate({"thresholds": dict(thresholds), "asked": asked}).process(messages)
    return [message.get(INTENT)["name"] for message in messages]


def false_alarms(said: Predicted, heard: list[str]) -> int:
    """How many honest answers are taken for an interruption."""
    return sum(
        label in HONEST and intent not in HONEST
        for label, intent in zip(said.of.labels, heard, strict=True)
    )


def honest(said: Predicted) -> int:
    """How many of the sentences are honest answers."""
    return sum(label in HONEST for label in said.of.labels)


def suggest(said: Predicted, budget: float = BUDGET) -> dict[str, float]:
    """The threshold for each interruption that together keep within `budget`.

    One price for a false alarm in all intents loses the fewest true interruptions; the least price
    that keeps the budget is taken.
    """
    allowed = budget * honest(said)
    curves = {name: _curve(said, name) for name in said.classes if name not in HONEST}
    for price in np.arange(0.0, 20.0, 0.1):
        chosen = {name: _cheapest(name, curve, price) for name, curve in curves.items()}
        if sum(curves[name][place][0] for name, place in chosen.items()) <= allowed:
            break
    return {name: float(GRID[place]) for name, place in chosen.items()}


def _curve(said: Predicted, name: str) -> list[tuple[int, int, int]]:
    """For each threshold: honest answers taken, others taken wrongly, and true ones taken."""
    column = said.classes.index(name)
    mine = said.rows.argmax(axis=1) == column
    if name in gate_settings()["asked"]:
        mine &= np.array([not is_statement(text) for text in said.of.texts])
    true = np.array([label == name for label in said.of.labels])
    answer = np.array([label in HONEST for label in said.of.labels])
    # The gate asks how sure it is that there is an interruption, whichever it is.
    sure = said.rows[:, [kind not in HONEST for kind in said.classes]].sum(axis=1)
    curve = []
    for least in GRID:
        taken = mine & (sure >= least)
        curve.append(
            (int((taken & answer).sum()), int((taken & ~true).sum()), int((taken & true).sum()))
        )
    return curve


def _cheapest(name: str, curve: list[tuple[int, int, int]], price: float) -> int:
    fitting = [
        place
        for place, (_, wrong, right) in enumerate(curve)
        if GRID[place] >= LEAST.get(name, 0.0) and right >= PRECISE.get(name, 0.0) * (right + wrong)
    ]
    if not fitting:
        return len(curve) - 1
    return max(fitting, key=lambda p: (curve[p][2] - price * curve[p][0], -GRID[p]))


def _message(text: str, said: Predicted, row: np.ndarray) -> Message:
    ranking: list[dict[str, Any]] = [
        {"name": said.classes[i], "confidence": float(row[i])}
        for i in row.argsort()[::-1][:RANKING]
    ]
    return Message({TEXT: text, INTENT: ranking[0], "intent_ranking": ranking})
