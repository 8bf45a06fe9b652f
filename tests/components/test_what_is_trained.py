"""Whatever the risk model learns from is a reason to train, for `unhurried train` trains both."""

from __future__ import annotations

from pathlib import PurePath

from bot import training
from bot.components import risk_model


def test_training_sees_all_that_the_risk_model_learns_from() -> None:
    covered = [PurePath(path) for path in training.LEARNS_FROM]
    for needed in map(PurePath, risk_model.LEARNS_FROM):
        assert any(path in (needed, *needed.parents) for path in covered), needed
