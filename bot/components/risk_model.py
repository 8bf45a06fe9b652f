"""The second stage's model: trained when what it learns from has changed, kept in models/risk."""

from __future__ import annotations

import warnings
from functools import lru_cache, partial
from pathlib import Path

import joblib
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from sklearn.exceptions import ConvergenceWarning

from bot.fingerprint import fingerprint
from bot.language.embedding import sentence_encoder
from bot.language.tuned import TunedClassifier
from bot.language.weights import MPNET
from bot.risk import RiskDetector
from bot.risk.detector import CONTENT
from bot.risk.model import MOST_READ, Layers, RiskModel, Thresholds
from bot.risk.sentences import HARMLESS, Labelled, read_sentences, rule_examples
from bot.risk.two_stage import TwoStageDetector
from bot.settings import ROOT

MODEL = ROOT / "models" / "risk" / "risk.joblib"
LEARNS_FROM = (
    "content/risk/sentences",
    "content/risk/lexicon",
    "data",
    "bot/risk/model.py",
    "bot/risk/voters.py",
    "bot/risk/sentences.py",
    "bot/language/drawing.py",
    "bot/language/eight_bits.py",
    "bot/language/embedding.py",
    "bot/language/graphs.py",
    "bot/language/tuned.py",
    "bot/language/tuning.py",
    "bot/language/weights.py",
    "bot/components/risk_model.py",
    "requirements.txt",
)
# What the coach learns for these intents may well be a risk.
NOT_ORDINARY = ("risk", "not_safe", "safe_now")


@lru_cache(maxsize=1)
def two_stage_detector(content: Path) -> TwoStageDetector:
    """The rules of `content` and the model, trained first where needed (an hour)."""
    return TwoStageDetector(
        RiskDetector.from_content(content),
        risk_model(),
        Thresholds.from_content(content),
        quick_layers(),
    )


def quick_layers() -> Layers:
    """The layers of the encoder that the coach has loaded anyway."""
    return partial(sentence_encoder().layers, most=MOST_READ)


def risk_model() -> RiskModel:
    """The model as it was trained on the present sentences; trained now if there is none."""
    stamp, wanted = MODEL.with_suffix(".sha256"), fingerprint(ROOT, LEARNS_FROM)
    if MODEL.exists() and stamp.exists() and stamp.read_text() == wanted:
        kept: RiskModel = joblib.load(MODEL)
        return kept
    learnt = sentences_to_learn()
    with warnings.catch_warnings():
        # The network stops early on purpose: more rounds fit the training sentences alone.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = RiskModel(TunedClassifier(MPNET)).fit(
            learnt, quick_layers()([s.text for s in learnt])
        )
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    part = MODEL.with_suffix(".part")
    joblib.dump(model, part)
    part.replace(MODEL)
    stamp.write_text(wanted)
    return model


def sentences_to_learn() -> list[Labelled]:
    """All that the model learns from; each text once, its own files first."""
    own = [*read_sentences(), *rule_examples(CONTENT / "lexicon"), *ordinary_sentences()]
    first: dict[str, Labelled] = {}
    for sentence in own:
        first.setdefault(sentence.text.lower(), sentence)
    return list(first.values())


def ordinary_sentences() -> list[Labelled]:
    """What the coach learns: the harmless talk in which a risk must stand out."""
    spoken = [
        (str(m.get(TEXT)), str(m.get(INTENT)))
        for path in sorted((ROOT / "data").glob("nlu*.yml"))
        for m in load_data(str(path)).intent_examples
        if m.get(INTENT) not in NOT_ORDINARY
    ]
    return [Labelled(text, HARMLESS, f"coach {intent}") for text, intent in spoken]
