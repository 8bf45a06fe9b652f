"""Both stages together: the rules, and the model for what no word gives away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.risk.detector import RiskDetector
from bot.risk.model import Encoders, RiskModel, Thresholds, verdict_of
from bot.risk.safety import says_nothing_but_safe
from bot.risk.verdict import Verdict, gravest


class TwoStageDetector:
    """The gravest of what the rules and the model find; the rules are named where both agree."""

    def __init__(
        self, rules: RiskDetector, model: RiskModel, thresholds: Thresholds, encoders: Encoders
    ) -> None:
        self._rules = rules
        self._model = model
        self._thresholds = thresholds
        self._encoders = encoders

    def check(self, text: str, recent: Sequence[str] = ()) -> Verdict | None:
        """The gravest risk in `text`; `recent` are the messages before it, for the rules."""
        return self.complete(self.by_rules(text, recent), text)

    def complete(self, by_rules: Verdict | None, text: str) -> Verdict | None:
        """The graver of what the rules found in `text` and what the model finds."""
        # Nothing is graver, and a person in an emergency need not wait for the model.
        if by_rules and by_rules.tier == "emergency":
            return by_rules
        return gravest(by_rules, self.by_model(text))

    def by_rules(self, text: str, recent: Sequence[str] = ()) -> Verdict | None:
        """What the rules alone find."""
        return self._rules.check(text, recent)

    def by_model(self, text: str) -> Verdict | None:
        """What the model alone finds."""
        # "I am safe now" sounds like danger to a model, and is what a paused talk waits for.
        if not any(char.isalpha() for char in text) or says_nothing_but_safe(text):
            return None
        parts = self._model.parts(text)
        if not parts.pieces:
            return None
        found = self._model.likely(parts.pieces, self._encoders)
        return verdict_of(found, parts.count, self._thresholds)


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
