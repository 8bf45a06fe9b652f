"""Both stages together: the rules, and the model for what no word gives away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.risk.detector import RiskDetector
from bot.risk.model import Layers, Likely, Parts, RiskModel, Thresholds, verdict_of
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
        a passage is harmless ("the rope's up, the swing is ready"), a rule's match in it counts for
        nothing. What earlier messages had a part in stays.
        """
        parts = self._parts(text)
        # In a long message a gate would cost more than it spares.
        found = self._hear(parts, through_gate=by_rules is None and parts.count == 1)
        if by_rules and by_rules.rule in self._rules.lexicon.rules:
            by_rules = self._not_overruled(by_rules, parts, found)
        return gravest(by_rules, verdict_of(found, parts.count, self._thresholds))

    def by_rules(self, text: str, recent: Sequence[str] = ()) -> Verdict | None:
        """What the rules alone find."""
        return self._rules.check(text, recent)

    def by_model(self, text: str) -> Verdict | None:
        """What the model alone finds."""
        parts = self._parts(text)
        found = self._hear(parts, through_gate=parts.count == 1)
        return verdict_of(found, parts.count, self._thresholds)

    def _parts(self, text: str) -> Parts:
        # "I am safe now" sounds like danger to a model, and is what a paused talk waits for.
        if not any(char.isalpha() for char in text) or says_nothing_but_safe(text):
            return Parts([], [])
        return self._model.parts(text)

    def _hear(self, parts: Parts, through_gate: bool) -> list[Likely]:
        if not parts.pieces:
            return []
        return self._model.likely(parts.pieces, self._quick, through_gate)

    def _not_overruled(
        self, by_rules: Verdict, parts: Parts, found: Sequence[Likely]
    ) -> Verdict | None:
        """What the rules still find when the passages that are surely harmless are left out."""
        harmless = {one.text for one in found if self._surely_harmless(one)}
        if not harmless:
            return by_rules
        left = "\n".join(piece for piece in parts.all if piece not in harmless)
        verdict = self._rules.check(left)
        # What is left out may have told that something else is meant: nothing gets graver by it.
        return min(verdict, by_rules, key=lambda one: one.gravity) if verdict else None

    def _surely_harmless(self, one: Likely) -> bool:
        return one.any < self._thresholds.overruled and self._model.reads_whole([one.text])


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
