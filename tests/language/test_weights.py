"""The weights of the encoders are the published ones, or set-up says what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.language import weights
from bot.language.weights import MINILM, MPNET, READ, WeightsError, check_weights


def test_the_installed_weights_are_the_published_ones() -> None:
    check_weights()


@pytest.mark.parametrize("published", [MINILM, MPNET], ids=lambda w: w.name)
def test_other_weights_are_refused(published: weights.Weights) -> None:
    with pytest.raises(WeightsError, match="make install"):
        replace(published, sha256="0" * 64).check()


@pytest.mark.seam
def test_an_encoder_in_pieces_is_unpacked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "UNPACKED", tmp_path)
    folder = MPNET.folder()
    assert {file.name for file in folder.iterdir()} == set(READ)
    assert [entry.name for entry in tmp_path.iterdir()] == [MPNET.name]
    made = (folder / READ[0]).stat().st_mtime_ns
    assert MPNET.folder() == folder and (folder / READ[0]).stat().st_mtime_ns == made


def test_a_piece_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "UNPACKED", tmp_path)
    with pytest.raises(WeightsError, match="httpx is not complete"):
        replace(MPNET, packages=("httpx",)).folder()
