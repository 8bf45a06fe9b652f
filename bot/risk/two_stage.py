"""Both stages together: the rules, and the model for what no word gives away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.risk.detector import Findings, RiskDetector
from bot.risk.model import Layers, Likely, Parts, RiskModel, Thresholds, verdict_of
from bot.risk.safety import keeps_off, says_nothing_but_safe
from bot.risk.verdict import Verdict, gravest


class TwoStageDetector:
    """The gravest of what the rules and the model find; the rules are named where both agree."""

    def __init__(
        self, rules: RiskDetector, model: RiskModel, thresholds: Thresholds, quick: Layers
    ) -> None:
        self._rules = rules
        self._model = model
        self._thresholds = thresholds
        self._quick = quick

    def check(self, text: str, recent: Sequence[str] = ()) -> Verdict | None:
        """The gravest risk in `text`; `recent` are the messages before it, for the rules.

        A rule sees words, the model hears what is said with them: where it is next to certain that
        all it hears is harmless ("the rope's up, the swing is ready"), the rules' matches in that
        count for nothing, except in what they make of it together with other matches. Where it is
        only doubtful, a wish to die that is urgent is lowered to tier contact, which asks.
        """
        rules = self._rules.find(text)
        by_rules = self._rules.complete(rules, recent)
        parts = self._parts(text)
        heard = self._hear(parts, by_rules)
        # A rule that is not of the lexicon's own was made of several matches.
        if by_rules and by_rules.rule in self._rules.lexicon.rules and heard:
            by_rules = self._rules.complete(self._left(rules, heard, parts), recent)
        return gravest(by_rules, verdict_of(heard, parts, self._thresholds))

    def complete(self, by_rules: Verdict | None, text: str) -> Verdict | None:
        """The graver of what stands in `text` by the rules and what the model hears in it."""
        parts = self._parts(text)
        heard = self._hear(parts, by_rules)
        return gravest(by_rules, verdict_of(heard, parts, self._thresholds))

    def by_rules(self, text: str, recent: Sequence[str] = ()) -> Verdict | None:
        """What the rules alone find."""
        return self._rules.check(text, recent)

    def by_model(self, text: str) -> Verdict | None:
        """What the model alone finds."""
        return self.complete(None, text)

    def _parts(self, text: str) -> Parts:
        # "I am safe now" sounds like danger to a model, and is what a paused talk waits for.
        # "I can't use a saw half asleep" does too, and is a reason to change.
        if not any(char.isalpha() for char in text):
            return Parts([], 0)
        if says_nothing_but_safe(text) or keeps_off(text):
            return Parts([], 0)
        return self._model.parts(text)

    def _hear(self, parts: Parts, by_rules: Verdict | None) -> list[Likely]:
        if not parts.heard:
            return []
        gate = by_rules is None and parts.short
        return self._model.likely(parts.heard, self._quick, gate, parts.most)

    def _left(self, rules: Findings, heard: Sequence[Likely], parts: Parts) -> Findings:
        """What is left of what the rules found, after what the model heard."""
        passages = [one.text for one in heard]
        likeliest = max(one.any for one in heard)
        if likeliest >= self._thresholds.doubted or not self._model.reads_whole(
            passages, parts.most
        ):
            return rules
        whole = len(heard) == parts.count
        if likeliest < self._thresholds.overruled:
            return rules.overruled() if whole else self._rules.without(rules, passages)
        return self._rules.doubted(rules) if whole else rules


def check_lines(
    detector: RiskDetector | TwoStageDetector, lines: Iterable[str]
) -> Iterator[dict[str, str | None]]:
    """One object for each line, in order; tier, category, rule and span are None where quiet."""
    for line in lines:
        text = line.rstrip("\r\n")
        verdict = detector.check(text)
        found: dict[str, str | None] = dict.fromkeys(("tier", "category", "rule", "span"))
        if verdict:
            found.update(verdict.as_dict())
        yield {"text": text, **found}
