"""What each threshold of content/risk/model.yml would do: `python -m benchmarks.risk_thresholds`.

Each training sentence is judged by a model that did not learn from it (three folds), together with
the rules, which were written with them in sight. The sentences of benchmarks/risk play no part.
It takes about fifteen minutes on two cores.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import StratifiedKFold

from benchmarks.tables import table
from bot.components.risk_model import encoders, sentences_to_learn
from bot.risk import RiskDetector
from bot.risk.lexicon import TIERS
from bot.risk.model import Encoders, Likely, RiskModel
from bot.risk.sentences import HARMLESS, Labelled
from bot.risk.voters import SEED
from bot.settings import ROOT

FOLDS = 3
TRIED = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    sentences = sentences_to_learn()
    likely = cross_validated(sentences)
    rules = RiskDetector.from_content(ROOT / "content" / "risk")
    by_rules = [rules.check(s.text) for s in sentences]
    level = np.asarray([TIERS.index(v.tier) + 1 if v else 0 for v in by_rules])
    urgent = np.asarray([one.urgent for one in likely])
    anything = np.asarray([one.any for one in likely])
    tiers = np.asarray([s.tier for s in sentences])
    coach = np.asarray([s.kind.startswith("coach ") for s in sentences])
    look_alike = (tiers == HARMLESS) & ~coach
    rows = []
    for threshold in TRIED:
        grave = (level >= TIERS.index("urgent") + 1) | (urgent >= threshold)
        flagged = grave | (level > 0) | (anything >= threshold)
        rows.append(
            [
                threshold,
                *(_percent(grave[tiers == tier]) for tier in ("emergency", "urgent")),
                _percent(flagged[tiers == "contact"]),
                _percent(grave[look_alike]),
                _percent(flagged[look_alike]),
                _percent(grave[coach]),
                _percent(flagged[coach]),
            ]
        )
    head = ["threshold", "emergency", "urgent", "contact", "look-alikes to urgent or emergency"]
    print(table([*head, "look-alikes at all", "coach's to urgent", "coach's at all"], rows))


def cross_validated(sentences: Sequence[Labelled]) -> list[Likely]:
    """Each sentence, judged by a model that did not learn from it."""
    texts, labels = [s.text for s in sentences], [s.label for s in sentences]
    heard = encoders()
    quick, large = heard.quick(texts), heard.large(texts)
    row = {text: n for n, text in enumerate(texts)}
    kept = Encoders(
        lambda some: quick[[row[t] for t in some]], lambda some: large[[row[t] for t in some]]
    )
    found: dict[int, Likely] = {}
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for fit, held in folds.split(texts, labels):
        model = RiskModel().fit([sentences[n] for n in fit], quick[fit], large[fit])
        judged = model.likely([texts[n] for n in held], kept)
        found.update(zip(held.tolist(), judged, strict=True))
    return [found[n] for n in range(len(sentences))]


def _percent(hits: np.ndarray) -> str:
    return f"{100 * hits.mean():.1f} %"


if __name__ == "__main__":
    main()
