"""Both stages together: the rules, and the model for what no word gives away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.risk.detector import RiskDetector
from bot.risk.model import Layers, Likely, RiskModel, Thresholds, verdict_of
from bot.risk.safety import says_nothing_but_safe
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
        """The gravest risk in `text`; `recent` are the messages before it, for the rules."""
        return self.complete(self.by_rules(text, recent), text)

    def complete(self, by_rules: Verdict | None, text: str) -> Verdict | None:
        """The graver of what the rules found in `text` and what the model finds.

        A rule sees words, the model hears what is said with them: where it is next to certain that
        a whole message is harmless ("the rope's up, the swing is ready"), a rule's match in it
        counts for nothing. What earlier messages had a part in stays.
        """
        found, count = self._hear(text, through_gate=by_rules is None)
        by_model = verdict_of(found, count, self._thresholds)
        if by_rules and self._overruled(by_rules, found, count):
            return None
        return gravest(by_rules, by_model)

    def by_rules(self, text: str, recent: Sequence[str] = ()) -> Verdict | None:
        """What the rules alone find."""
        return self._rules.check(text, recent)

    def by_model(self, text: str) -> Verdict | None:
        """What the model alone finds."""
        return verdict_of(*self._hear(text, through_gate=True), self._thresholds)

    def _hear(self, text: str, through_gate: bool) -> tuple[list[Likely], int]:
        """What the model hears in the pieces of `text` that it looks at, and how many there are."""
        # "I am safe now" sounds like danger to a model, and is what a paused talk waits for.
        if not any(char.isalpha() for char in text) or says_nothing_but_safe(text):
            return [], 0
        parts = self._model.parts(text)
        if not parts.pieces:
            return [], 0
        # In a long message a gate would cost more than it spares.
        through_gate = through_gate and parts.count == 1
        return self._model.likely(parts.pieces, self._quick, through_gate), parts.count

    def _overruled(self, by_rules: Verdict, found: Sequence[Likely], count: int) -> bool:
        alone = by_rules.rule in self._rules.lexicon.rules
        return (
            alone
            and 0 < len(found) == count
            and max(one.any for one in found) < self._thresholds.overruled
            and self._model.reads_whole([one.text for one in found])
        )


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
