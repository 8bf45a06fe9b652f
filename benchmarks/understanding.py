"""How well the coach understands; `python -m benchmarks.understanding` writes the page in docs/.

The classifiers are those of the pipeline. Each sentence is judged by one that did not learn from
it: by five-fold cross-validation, and on tests/nlu/heldout.yml, which no training file may copy.
The thresholds that would serve now are printed. It takes about five minutes on two cores.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Sequence

import yaml
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

from benchmarks.gate import BUDGET, HONEST, false_alarms, gate_settings, gated, honest, suggest
from benchmarks.predictions import Labelled, Predicted, cross_validated, held_out, intents, labelled
from benchmarks.tables import table
from bot.coaching.listening import heard_examples
from bot.guidance.lookup import example_questions
from bot.language.sentences import looks_like_gibberish
from bot.language.tongues import foreign
from bot.settings import ROOT

PAGE = ROOT / "docs" / "understanding.md"
HELD_OUT = ROOT / "tests" / "nlu" / "heldout.yml"
CONFUSIONS = 25


def main() -> None:
    """Measure everything and write the page."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    learnt = intents(sorted((ROOT / "data").glob("nlu*.yml")))
    crossed, unseen = cross_validated(learnt), held_out(learnt, intents([HELD_OUT]))
    parts = [
        _opening(crossed, unseen),
        _gate(crossed, unseen),
        _by_intent(crossed, unseen),
        _confusions(crossed, unseen),
        _hearing(),
    ]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written. Thresholds that would serve now:")
    print(yaml.safe_dump(suggest(crossed)))


def _opening(crossed: Predicted, unseen: Predicted) -> str:
    rows = [
        [
            name,
            len(said.of.texts),
            _percent(accuracy_score(said.of.labels, said.best)),
            _percent(f1_score(said.of.labels, said.best, average="macro")),
        ]
        for name, said in (("cross-validated", crossed), ("held out", unseen))
    ]
    return (
        "# How well the coach understands\n\n"
        "`python -m benchmarks.understanding` writes this page. It judges each sentence with a "
        "classifier that did not learn from it: five-fold cross-validation over `data/`, and "
        "`tests/nlu/heldout.yml`, whose sentences were written apart from the training files. "
        "All of them were written for this project, none by patients: figures from real "
        "conversations will be lower.\n\n"
        "## Intents, as the classifier names them\n\n"
        + table(["sentences", "count", "accuracy", "macro F1"], rows)
    )


def _gate(crossed: Predicted, unseen: Predicted) -> str:
    least = gate_settings()["thresholds"]
    rows = []
    for name, said in (("cross-validated", crossed), ("held out", unseen)):
        for when, heard in (
            ("classifier alone", said.best),
            ("with the gate", gated(said, least)),
            ("with the gate and the detector", _readable(said, gated(said, least))),
        ):
            lost = false_alarms(said, heard)
            rows.append(
                [
                    f"{name}, {when}",
                    f"{lost} of {honest(said)}",
                    _percent(lost / honest(said)),
                    _percent(_recall(said, heard)),
                    _percent(accuracy_score(said.of.labels, heard)),
                ]
            )
    dear = [
        [_percent(budget), _percent(_recall(crossed, gated(crossed, suggest(crossed, budget))))]
        for budget in (BUDGET, 0.02, 0.03, 0.05)
    ]
    return (
        "## The gate\n\n"
        "An honest answer that is taken for an interruption is lost to the talk. So an "
        "interruption must be sure of itself: below its threshold in `config.yml` the message is "
        "taken as the likeliest answer. A plain statement is never taken for a question about "
        "guidance. The detector of other languages and of keys hit at "
        "random comes after it. Buttons pass both untouched.\n\n"
        + table(["", "honest answers lost", "share", "interruptions recognised", "accuracy"], rows)
        + "\n\nThe thresholds of `config.yml` were settled after whole conversations were read. "
        "What those that `benchmarks/gate.py` suggests would do, cross-validated:\n\n"
        + table(["honest answers that may be lost", "interruptions recognised"], dear)
    )


def _by_intent(crossed: Predicted, unseen: Predicted) -> str:
    columns = [precision_recall_fscore_support(
        said.of.labels, said.best, labels=crossed.classes, zero_division=0
    ) for said in (crossed, unseen)]  # fmt: skip
    gate = gate_settings()["thresholds"]
    rows = []
    for place, name in enumerate(crossed.classes):
        row: list[object] = [f"`{name}`", f"{gate[name]:.2f}" if name in gate else ""]
        for precision, recall, f1, count in columns:
            row += [f"{precision[place]:.2f}", f"{recall[place]:.2f}", f"{f1[place]:.2f}"]
            row.append(int(count[place]))
        rows.append(row)
    head = ["intent", "threshold"]
    head += ["precision", "recall", "F1", "count", "held-out precision", "recall", "F1", "count"]
    return "## Each intent, before the gate\n\n" + table(head, rows)


def _confusions(crossed: Predicted, unseen: Predicted) -> str:
    pairs: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], str] = {}
    for said in (crossed, unseen):
        for text, label, heard in zip(said.of.texts, said.of.labels, said.best, strict=True):
            if label != heard:
                pairs[label, heard] += 1
                example.setdefault((label, heard), text)
    rows = [
        [f"`{label}`", f"`{heard}`", count, example[label, heard]]
        for (label, heard), count in pairs.most_common(CONFUSIONS)
    ]
    return (
        "## What is still confused most often\n\n"
        "Before the gate, cross-validated and held out together.\n\n"
        + table(["meant", "heard", "times", "for example"], rows)
    )


def _hearing() -> str:
    examples = heard_examples(ROOT / "content")
    base = labelled([(e.text, e.theme) for e in examples])
    asked = example_questions(ROOT / "content" / "guidance")
    kinds = [
        ("theme", base),
        ("talk (change, sustain, neutral)", _relabelled(base, [e.talk for e in examples])),
        ("phase", _relabelled(base, [e.phase for e in examples])),
        ("guidance topic of a question", labelled([(q, t) for t, qs in asked.items() for q in qs])),
    ]
    rows = []
    for name, data in kinds:
        said = cross_validated(data)
        most = max(Counter(data.labels).values()) / len(data.labels)
        rows.append(
            [
                name,
                len(data.texts),
                len(said.classes),
                _percent(accuracy_score(data.labels, said.best)),
                _percent(f1_score(data.labels, said.best, average="macro")),
                _percent(most),
            ]
        )
    head = [
        "heard in a sentence",
        "sentences",
        "labels",
        "accuracy",
        "macro F1",
        "always the commonest",
    ]
    return (
        "## What is heard in a sentence\n\n"
        "Cross-validated over `content/heard` and the questions of `content/guidance`. The coach "
        "uses a theme, a talk or a topic only from a certain confidence on "
        "(`bot/coaching/listening.py`), so fewer are wrong than this table says, and some are "
        "left unsaid.\n\n" + table(head, rows)
    )


def _relabelled(data: Labelled, labels: list[str]) -> Labelled:
    return Labelled(data.texts, data.vectors, labels)


def _readable(said: Predicted, heard: Sequence[str]) -> list[str]:
    """The intents after the detector that follows the gate, as `UnreadableDetector` sets them."""
    return list(_unreadable(said.of.texts, heard))


def _unreadable(texts: Sequence[str], heard: Sequence[str]) -> Iterator[str]:
    for text, intent in zip(texts, heard, strict=True):
        if foreign(text):
            yield "other_language"
        elif looks_like_gibberish(text):
            yield "gibberish"
        else:
            yield intent


def _recall(said: Predicted, heard: Sequence[str]) -> float:
    """The share of interruptions that are heard as the one that they are."""
    pairs = [p for p in zip(said.of.labels, heard, strict=True) if p[0] not in HONEST]
    return sum(a == b for a, b in pairs) / len(pairs)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


if __name__ == "__main__":
    main()
