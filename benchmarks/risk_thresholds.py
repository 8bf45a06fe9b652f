"""What each threshold of content/risk/model.yml would do: `python -m benchmarks.risk_thresholds`.

The part of the sentences that the model did not learn from (its scale was set on them) is judged by
it and by the rules, which were written with them in sight. The sentences of benchmarks/risk play no
part. It takes some minutes where the model is trained.
"""

from __future__ import annotations

import numpy as np

from benchmarks.tables import table
from bot.components.risk_model import quick_layers, risk_model, sentences_to_learn
from bot.risk import RiskDetector
from bot.risk.lexicon import TIERS
from bot.risk.model import Thresholds, held_back
from bot.risk.sentences import HARMLESS
from bot.settings import ROOT

TRIED = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> None:
    """Print the table."""
    everything = sentences_to_learn()
    sentences = [everything[n] for n in held_back(everything)[1]]
    model, quick = risk_model(), quick_layers()
    rules = RiskDetector.from_content(ROOT / "content" / "risk")
    found = [rules.find(s.text) for s in sentences]
    likely = [
        model.likely([s.text], quick, through_gate=one.verdict is None)[0]
        for s, one in zip(sentences, found, strict=True)
    ]
    kept = Thresholds.from_content(ROOT / "content" / "risk")
    by_rules = [
        None
        if one.any < kept.overruled
        else (rules.doubted(of) if one.any < kept.doubted else of).verdict
        for of, one in zip(found, likely, strict=True)
    ]
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


def _percent(hits: np.ndarray) -> str:
    return f"{100 * hits.mean():.1f} %"


if __name__ == "__main__":
    main()
