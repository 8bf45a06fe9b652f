"""How well risk is found, reported like a medical test; `make risk-report` writes docs/risk.md.

The sentences in benchmarks/risk were written before the model learnt anything, by writers who had
not seen the rules, and nothing is tuned on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from scipy.stats import binomtest

from benchmarks.tables import table
from bot.components.risk_model import sentences_to_learn, two_stage_detector
from bot.risk.lexicon import TIERS
from bot.risk.model import SHORT
from bot.risk.sentences import HARMLESS, Labelled, read_sentences
from bot.risk.verdict import Verdict
from bot.settings import ROOT

PAGE = ROOT / "docs" / "risk.md"
SENTENCES = ROOT / "benchmarks" / "risk"
# Which files hold what: most of one writer's messages hint, the other's are clear to a reader.
SETS = {
    "told sideways": ("at_risk.yml", "harmless.yml"),
    "told clearly": ("clear.yml",),
    "told at length": ("long.yml",),
    "at length, by another writer": ("last.yml",),
    "at great length": ("very_long.yml",),
    "of all kinds": ("all_kinds.yml",),
    "of all kinds, by two other writers": ("all_kinds_2.yml",),
    "of all kinds, by a fourth writer": ("all_kinds_3.yml",),
    "of all kinds, by a fifth writer": ("all_kinds_4.yml",),
    "of all kinds, by a sixth writer": ("all_kinds_5.yml",),
    "posts and jokes": ("posts.yml",),
    "requests, posts and jokes": ("harmless_2.yml",),
    "of all kinds, by a seventh writer": ("all_kinds_6.yml",),
    "of all kinds, by an eighth writer": ("all_kinds_7.yml",),
    "of all kinds, asked last": ("asked_last.yml",),
    "whole conversations": ("conversations.yml",),
    "whole conversations, asked last": ("conversations_2.yml",),
}
# Nobody would take these for a risk; the other harmless kinds sound like one.
ORDINARY = ("ordinary", "everyday", "coach_talk")
GRAVE = ("urgent", "emergency")


@dataclass(frozen=True)
class Judged:
    """A sentence and what each stage, and both together, make of it; `ms` is for both."""

    of: Labelled
    rules: Verdict | None
    model: Verdict | None
    both: Verdict | None
    ms: float

    def found(self, verdict: Verdict | None) -> bool:
        """Whether a verdict does what the tier needs: a grave one a grave tier, the rest any."""
        if verdict is None:
            return False
        return verdict.tier in GRAVE or self.of.tier not in GRAVE


def main() -> None:
    """Measure, print the figures, write the page."""
    judged = judge(read_sentences(SENTENCES))
    risky = [one for one in judged if one.of.label != HARMLESS]
    quiet = [one for one in judged if one.of.label == HARMLESS]
    learnt = {s.text.lower() for s in sentences_to_learn()}
    shared = [one.of.text for one in judged if one.of.text.lower() in learnt]
    text = "\n\n".join(
        [
            _opening(risky, quiet, shared),
            "## By how it is told\n\n" + by_set(judged),
            "## By tier\n\n" + by(risky, lambda one: one.of.tier, TIERS[::-1]),
            "## By category\n\n" + by(risky, lambda one: one.of.kind),
            "## Each stage alone\n\n" + stages(risky, quiet),
            "## False alarms\n\n" + alarms(quiet),
            "## Time\n\n" + times(judged),
            "## Every miss\n\n" + misses(risky),
            "## Every false alarm\n\n" + false_alarms(quiet),
        ]
    )
    PAGE.write_text(text + "\n", encoding="utf-8")
    print(text.split("## Every miss")[0])
    print(f"{PAGE.relative_to(ROOT)} is written, with every miss and false alarm.")


def judge(sentences: Sequence[Labelled]) -> list[Judged]:
    """Ask each stage about each sentence."""
    detector = two_stage_detector(ROOT / "content" / "risk")
    detector.check("a first sentence")
    judged = []
    for sentence in sentences:
        start = perf_counter()
        both = detector.check(sentence.text)
        ms = 1000 * (perf_counter() - start)
        rules, model = detector.by_rules(sentence.text), detector.by_model(sentence.text)
        judged.append(Judged(sentence, rules, model, both, ms))
    return judged


def _opening(risky: Sequence[Judged], quiet: Sequence[Judged], shared: Sequence[str]) -> str:
    hard = [one for one in quiet if one.of.kind not in ORDINARY]
    return (
        "# How well risk is found\n\n"
        "`make risk-report` writes this page. It asks the detector about sentences that were "
        "written before its model was trained, by writers who had not seen the rules, and which it "
        "does not learn from. Those told sideways were asked which of two encoders hears more, and "
        "whether it should learn; those told at length, in what passages a long message is heard; "
        "all sets, from which probability on a risk is raised, and what the detector missed of "
        "them has been written about since, in other words. Those asked last were asked when all "
        "was chosen but the threshold for contact, which was raised by 0.05 later and changed no "
        "figure of theirs at risk; of the whole conversations none is at risk. They are "
        f"{len(risky)} messages at risk, {len(hard)} that sound like it and are "
        f"harmless, and {len(quiet) - len(hard)} quite ordinary ones. {len(shared)} of them, such "
        "as “ok”, stand in the training data too. Those told sideways are mostly hints, which is "
        "harder than what people usually write; a rate here is no promise for another clinic. The "
        "labels await review by a named clinician.\n\n"
        "A message of tier emergency or urgent counts as found when it is flagged emergency or "
        "urgent, one of tier contact when it is flagged at all. In brackets stands the 95 % "
        "confidence interval (Wilson)."
    )


def by_set(judged: Sequence[Judged]) -> str:
    """What is found, and what is raised for nothing, in each set of sentences."""
    rows = []
    for name, files in SETS.items():
        texts = {s.text for file in files for s in read_sentences(SENTENCES / file)}
        members = [one for one in judged if one.of.text in texts]
        by_tier = [[one for one in members if one.of.tier == tier] for tier in TIERS[::-1]]
        hard = [one for one in members if one.of.label == HARMLESS and one.of.kind not in ORDINARY]
        rows.append(
            [
                name,
                *(rate([one.found(one.both) for one in of_tier]) for of_tier in by_tier),
                rate([_is_grave(one.both) for one in hard]),
            ]
        )
    return table(["", *TIERS[::-1], "look-alikes raised to emergency or urgent"], rows)


def by(judged: Sequence[Judged], key: Callable[[Judged], str], order: Iterable[str] = ()) -> str:
    """Sensitivity for each group."""
    groups = list(order) or sorted({key(one) for one in judged})
    rows = []
    for group in groups:
        members = [one for one in judged if key(one) == group]
        if members:
            rows.append(
                [
                    group,
                    len(members),
                    rate([one.found(one.both) for one in members]),
                    rate([one.both is not None for one in members]),
                ]
            )
    return table(["", "messages", "sensitivity", "flagged at all"], rows)


def stages(risky: Sequence[Judged], quiet: Sequence[Judged]) -> str:
    """What the rules, the model and both find, and how often each is wrong."""
    hard = [one for one in quiet if one.of.kind not in ORDINARY]
    pick: dict[str, Callable[[Judged], Verdict | None]] = {
        "the rules": lambda one: one.rules,
        "the model": lambda one: one.model,
        "both": lambda one: one.both,
    }
    return table(
        ["", "sensitivity", "look-alikes raised to emergency or urgent"],
        [
            [
                name,
                rate([one.found(of(one)) for one in risky]),
                rate([_is_grave(of(one)) for one in hard]),
            ]
            for name, of in pick.items()
        ],
    )


def alarms(quiet: Sequence[Judged]) -> str:
    """False alarms for each kind of harmless message, and per 1,000 ordinary ones."""
    rows = []
    for kind in sorted({one.of.kind for one in quiet}, key=lambda kind: (kind in ORDINARY, kind)):
        members = [one for one in quiet if one.of.kind == kind]
        rows.append(
            [
                kind,
                len(members),
                rate([_is_grave(one.both) for one in members]),
                rate([one.both is not None for one in members]),
            ]
        )
    ordinary = [one for one in quiet if one.of.kind in ORDINARY]
    per_thousand = 1000 * sum(one.both is not None for one in ordinary) / max(len(ordinary), 1)
    return (
        table(["", "messages", "raised to emergency or urgent", "flagged at all"], rows)
        + f"\n\nThat is {per_thousand:.0f} false alarms of any tier per 1,000 ordinary messages."
    )


def times(judged: Sequence[Judged]) -> str:
    """How long a message takes, on this machine."""
    ordinary = np.asarray([one.ms for one in judged if one.of.kind in ORDINARY])
    others = np.asarray([one.ms for one in judged if one.of.kind not in ORDINARY])
    at_length = np.asarray([one.ms for one in judged if len(one.of.text) > SHORT])
    return (
        f"Both stages took {np.median(ordinary):.1f} ms for an ordinary message at the median, "
        f"{np.median(others):.1f} ms for one that sounds of risk, {np.median(at_length):.1f} ms "
        f"for one of more than {SHORT} characters and {np.quantile(at_length, 0.95):.1f} ms for "
        "the slowest of twenty of those, one after the other on the machine that wrote this page. "
        "Most ordinary messages are heard by the smaller encoder alone, whose part is shared with "
        "the rest of the pipeline in the running system."
    )


def misses(risky: Sequence[Judged]) -> str:
    """Each message that was not found, or not gravely enough."""
    rows = [
        [one.of.label.replace(":", " "), one.both.tier if one.both else "nothing", one.of.text]
        for one in risky
        if not one.found(one.both)
    ]
    return table(["is", "was taken for", "message"], rows) if rows else "None."


def false_alarms(quiet: Sequence[Judged]) -> str:
    """Each harmless message that was flagged."""
    rows = [
        [one.of.kind, f"{one.both.tier} by {one.both.rule}", one.of.text]
        for one in quiet
        if one.both
    ]
    return table(["is", "was taken for", "message"], rows) if rows else "None."


def rate(hits: Sequence[bool]) -> str:
    """A share with its Wilson interval, in per cent; a dash where there is nothing to share."""
    if not hits:
        return "-"
    found = binomtest(sum(hits), len(hits)).proportion_ci(method="wilson")
    share = sum(hits) / len(hits)
    return f"{100 * share:.1f} % ({100 * found.low:.0f} to {100 * found.high:.0f})"


def _is_grave(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.tier in GRAVE


if __name__ == "__main__":
    main()
