"""Hearing what a sentence is about: its theme, the talk in it, the phase it belongs to.

The classifiers learn from content/heard, so a clinician teaches them by adding sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.coaching.bank import TALKS, ContentError
from bot.coaching.state import PHASES
from bot.language.classifier import TextClassifier, fitted_ngrams

Encode = Callable[[Sequence[str]], np.ndarray]

# Cross-validated on content/heard: from here on 90 in 100 themes are right (87 at 0.5), and 77 in
# 100 of the talk (75 at 0.6). What is less sure gets a reflection that fits anything.
THEME_AT_LEAST = 0.65
# Where two share a sentence it is one of them 92 times in 100.
EACH_OF_TWO_AT_LEAST = 0.4
TALK_AT_LEAST = 0.65


@dataclass(frozen=True)
class HeardExample:
    """One labelled sentence of content/heard."""

    text: str
    theme: str
    talk: str
    phase: str


def heard_examples(content: Path) -> list[HeardExample]:
    """Read content/heard, or raise `ContentError` naming the file and the sentence."""
    found = []
    for path in sorted((content / "heard").glob("*.yml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for item in data["sentences"]:
            example = HeardExample(str(item["text"]), data["theme"], item["talk"], item["phase"])
            if example.talk not in TALKS or example.phase not in {*PHASES, "none"}:
                raise ContentError(
                    f"{path}, {example.text!r}: talk is one of {', '.join(sorted(TALKS))}; "
                    "phase is a phase or none."
                )
            found.append(example)
    if not found:
        raise ContentError(f"{content / 'heard'} has no sentences: restore it.")
    return found


class SentenceListener:
    """Three small classifiers over one embedding of each sentence."""

    def __init__(self) -> None:
        self._theme = TextClassifier()
        self._talk = TextClassifier()
        self._phase = TextClassifier()

    def fit(self, content: Path, encode: Encode) -> SentenceListener:
        """Learn from `content`; `encode` gives one row for each text."""
        examples = heard_examples(content)
        texts = [e.text for e in examples]
        vectors = encode(texts)
        self._ngrams = fitted_ngrams(texts)
        self._theme.fit(texts, vectors, [e.theme for e in examples], self._ngrams)
        self._talk.fit(texts, vectors, [e.talk for e in examples], self._ngrams)
        self._phase.fit(texts, vectors, [e.phase for e in examples], self._ngrams)
        return self

    def sentences(self, texts: Sequence[str], vectors: np.ndarray) -> list[dict[str, Any]]:
        """What was heard in each sentence, as `bot.coaching.heard.Sentence` takes it."""
        grams = self._ngrams.transform(texts)
        themes = self._theme.probabilities(texts, vectors, grams)
        talks = self._talk.probabilities(texts, vectors, grams)
        phases = self._phase.probabilities(texts, vectors, grams)
        return [
            {
                "text": text,
                "themes": self._themes(theme),
                "talk": self._talk_of(talk),
                "phase": self._phase.classes[int(phase.argmax())],
                "phase_confidence": round(float(phase.max()), 3),
            }
            for text, theme, talk, phase in zip(texts, themes, talks, phases, strict=True)
        ]

    def _themes(self, row: np.ndarray) -> list[str]:
        likeliest = row.argsort()[::-1][:2]
        if row[likeliest].min() >= EACH_OF_TWO_AT_LEAST:
            found = list(likeliest)
        else:
            found = [n for n in likeliest[:1] if row[n] >= THEME_AT_LEAST]
        return [name for name in (self._theme.classes[i] for i in found) if name != "none"]

    def _talk_of(self, row: np.ndarray) -> str:
        best = int(row.argmax())
        return self._talk.classes[best] if row[best] >= TALK_AT_LEAST else "neutral"
