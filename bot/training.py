"""Training what changed: a model is trained again only when something it learns from is new."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from bot.fingerprint import fingerprint
from bot.settings import ROOT
from bot.supervisor import QUIET

MODEL = ROOT / "models" / "coach" / "coach.tar.gz"
STAMP = MODEL.with_name("coach.sha256")
# Everything the coach's model, and that of risk with it, learn from or are made by.
LEARNS_FROM = (
    "config.yml",
    "domain.yml",
    "data",
    "content/heard",
    "content/guidance",
    "content/risk/lexicon",
    "content/risk/sentences",
    "bot/components",
    "bot/language",
    "bot/risk/model.py",
    "bot/risk/sentences.py",
    "bot/risk/voters.py",
    "bot/coaching/listening.py",
    "bot/guidance/recogniser.py",
    "requirements.txt",
)


class TrainingError(RuntimeError):
    """Rasa could not train; the message holds its last lines."""


@dataclass(frozen=True)
class Trained:
    """The model, and whether it was trained just now."""

    model: Path
    anew: bool


def train(force: bool = False) -> Trained:
    """Train the coach if it is not trained on what there is now; raises `TrainingError`."""
    wanted = fingerprint(ROOT, LEARNS_FROM)
    if not force and MODEL.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return Trained(MODEL, anew=False)
    STAMP.unlink(missing_ok=True)
    # Rasa's own cache knows nothing of content/, which the listener learns from: --force.
    command = [
        *(sys.executable, "-m", "rasa", "train", "--config", "config.yml"),
        *("--domain", "domain.yml"),
        *("--data", "data", "--out", str(MODEL.parent), "--fixed-model-name", "coach", "--force"),
        *("--augmentation", "0"),
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **QUIET},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    assert process.stdout
    for line in process.stdout:
        lines.append(line.rstrip())
        if "Starting to train component" in line:
            print(f"  training {line.split(chr(39))[1]}", flush=True)
        elif " bot.language." in line:
            print(f"    {line.partition('  - ')[2].strip()}", flush=True)
    if process.wait() != 0 or not MODEL.exists():
        raise TrainingError("The coach could not be trained:\n" + "\n".join(lines[-20:]))
    with tarfile.open(MODEL) as model:
        # A model cut short by a full disk is found here and not at the next start.
        model.getmembers()
    STAMP.write_text(wanted)
    return Trained(MODEL, anew=True)
