"""What the words around a match make of it: denied, asked, feared, long ago, somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from bot.risk.lexicon import TIERS, ContextName, Rule, RuleTier
from bot.risk.normalise import SENTENCE_ENDS
from bot.risk.patterns import Span

_DENIAL_REACH = 6
_AFTER_REACH = 2
_CLAUSE_WORDS = frozenset(
    {",", "and", "but", "so", "then", "because", "cause", "that", "when", "while", "if"}
    | {"after", "before", "though"}
)
_OF_MYSELF = frozenset(["i", "me", "my", "mine", "myself", "we"])
# Who a clause is about, and what may stand between that and what is told of it.
_SUBJECTS = frozenset(["i", "he", "she", "we", "they"])
_AUXILIARIES = frozenset(
    {"have", "just", "am", "was", "had", "already", "then", "went", "and", "did", "really", "also"}
    | {"now", "actually"}
)
# After these a subject belongs to what was begun before it: "I don't think I want to die".
_LEADING_ON = frozenset(
    {"think", "thinks", "thought", "thinking", "say", "says", "said", "saying", "mean", "means"}
    | {"meaning", "meant", "believe", "feel", "feels", "felt", "like", "that", "if", "whether"}
    | {"when", "know", "knew", "known", "because", "claim", "tell", "telling", "told", "admit"}
    | {"remember", "want", "wish", "as", "though", "reason", "way", "time", "day", "days", "ever"}
    | {"anything", "something", "even", "until", "do", "does", "did", "am", "was", "have", "has"}
    | {"had", "will", "would", "can", "could", "should", "is", "are", "were", "let", "lets", "how"}
    | {"why", "what", "where", "who", "which", "or", "sure", "imagine", "suggest", "suppose"}
    | {"guess", "understand", "make", "see", "seeing"}
)
_TIMES: tuple[ContextName, ...] = ("long_ago", "months_ago", "weeks_ago")


class Surroundings:
    """The context cues of one message, asked about one match at a time."""

    def __init__(self, words: Sequence[str], spans: Iterable[Span]) -> None:
        self._words = words
        self._by_label: dict[str, list[Span]] = {}
        for span in spans:
            self._by_label.setdefault(span.label, []).append(span)

    def idiomatic(self, hit: Span) -> bool:
        """Whether the words belong to a figure of speech ("my feet are killing me")."""
        return any(hit.overlaps(idiom) for idiom in self._spans("idiom"))

    def of(self, hit: Span) -> set[ContextName]:
        """Every context that `hit` stands in."""
        found: set[ContextName] = {name for name in _TIMES if self._timed(name, hit)}
        if self._denied(hit):
            found.add("denied")
        if self._before("asked", hit):
            found.add("asked")
        if self._mentioned(hit):
            found.add("mentioned")
        if self._before("feared", hit):
            found.add("feared")
        if any(
            self._near(cue, hit) and not self._i_between(cue, hit) for cue in self._cues("story")
        ):
            found.add("story")
        if self._about_someone_else(hit):
            found.add("someone_else")
        return found

    def _spans(self, label: str) -> list[Span]:
        return self._by_label.get(label, [])

    def _cues(self, name: str) -> list[Span]:
        fakes = self._spans(f"not_cue:{name}")
        return [c for c in self._spans(f"cue:{name}") if not any(c.overlaps(f) for f in fakes)]

    @cached_property
    def _sentences(self) -> list[int]:
        numbers, sentence = [], 0
        for word in self._words:
            numbers.append(sentence)
            sentence += word in SENTENCE_ENDS
        return numbers

    @cached_property
    def _clauses(self) -> list[int]:
        numbers, clause = [], 0
        for at, word in enumerate(self._words):
            if word in _CLAUSE_WORDS or word in SENTENCE_ENDS:
                clause = at
            numbers.append(clause)
        return numbers

    def _same_sentence(self, cue: Span, hit: Span) -> bool:
        return self._sentence(cue) == self._sentence(hit)

    def _sentence(self, hit: Span) -> int:
        opening = self._words[hit.start] in SENTENCE_ENDS and hit.start + 1 < len(self._words)
        return self._sentences[hit.start + opening]

    def _broken(self, start: int, end: int) -> bool:
        return any(start <= span.start < end for span in self._spans("breaks")) or any(
            word in SENTENCE_ENDS for word in self._words[start:end]
        )

    def _denied(self, hit: Span) -> bool:
        before = any(
            cue.end <= hit.start <= cue.end + _DENIAL_REACH
            and not self._broken(cue.end, hit.start)
            and not self._new_clause(cue, hit)
            for cue in self._cues("denied")
        )
        return before or any(
            hit.end <= no.start <= hit.end + _AFTER_REACH and not self._full_stop(hit, no)
            for no in self._spans("after:denied")
        )

    def _new_clause(self, cue: Span, hit: Span) -> bool:
        """Whether `hit` belongs to a clause that begins after `cue` ("oh no he swallowed them")."""
        return self._clause_between(cue, hit) or any(
            (self._words[at] in _SUBJECTS or (self._words[at] == "my" and at >= hit.start - 1))
            and self._words[at - 1] not in _LEADING_ON
            and all(word in _AUXILIARIES for word in self._words[at + 1 : hit.start])
            for at in range(max(cue.end, 1), hit.start + 1)
        )

    def _clause_between(self, cue: Span, hit: Span) -> bool:
        return any(cue.end <= new.start < hit.start for new in self._spans("new_clause"))

    def _i_between(self, cue: Span, hit: Span) -> bool:
        """Whether a clause about the patient begins between them ("watched a film, I took all")."""
        return any(
            cue.end <= new.start < hit.end
            and not _OF_MYSELF.isdisjoint(self._words[new.start : new.end])
            for new in self._spans("new_clause")
        )

    def _full_stop(self, hit: Span, no: Span) -> bool:
        """Whether a sentence ends between them, and not with a question that `no` answers."""
        ends = {self._words[at] for at in (hit.end - 1, no.start - 1, no.start)}
        asked = any(self._leads_to(cue, hit) for cue in self._spans("asked_me"))
        return not asked and not ends.isdisjoint(SENTENCE_ENDS) and "?" not in ends

    def _before(self, name: ContextName, hit: Span) -> bool:
        return any(
            cue.start < hit.end
            and cue.start <= hit.start + 1
            and self._same_sentence(cue, hit)
            and not self._broken(cue.end, hit.start)
            and not (name == "asked" and self._told_after(cue, hit))
            and not (name == "feared" and self._clause_between(cue, hit))
            for cue in self._cues(name)
        )

    def _told_after(self, cue: Span, hit: Span) -> bool:
        return any(cue.end <= told.start < hit.end for told in self._cues("telling"))

    def _mentioned(self, hit: Span) -> bool:
        """Named before it stands there, and not owned up to ("yes, I am")."""
        named = (cue for cue in self._cues("mentioned") if self._leads_to(cue, hit))
        asked = (cue for cue in self._spans("asked_me") if self._leads_to(cue, hit))
        return any(self._yes(cue) <= self._no(cue) for cue in named) or any(
            self._yes(cue) < self._no(cue) for cue in asked
        )

    def _leads_to(self, cue: Span, hit: Span) -> bool:
        return (
            cue.start <= hit.start
            and self._same_sentence(cue, hit)
            and not self._broken(cue.end, hit.start)
        )

    def _yes(self, cue: Span) -> int:
        """Where the last yes to what `cue` names ends, in any later sentence; 0 if none."""
        here = self._sentence(cue)
        told = [span for span in self._cues("telling") if self._sentence(span) - here in (0, 1)]
        return _last([*told, *self._spans("admitted")], cue)

    def _no(self, cue: Span) -> int:
        """The same of the last no, there or in the next sentence."""
        here = self._sentence(cue)
        refused = self._spans("refused")
        return _last([span for span in refused if self._sentence(span) - here in (0, 1)], cue)

    def _near(self, cue: Span, hit: Span) -> bool:
        """In one sentence, with nothing between them that ends the reach of what was said."""
        return self._same_sentence(cue, hit) and not self._broken(
            min(cue.end, hit.end), max(cue.start, hit.start)
        )

    def _timed(self, name: ContextName, hit: Span) -> bool:
        return any(
            self._near(cue, hit) and not self._nearer_now(cue, hit) for cue in self._cues(name)
        )

    def _nearer_now(self, cue: Span, hit: Span) -> bool:
        return any(
            self._near(now, hit)
            and not now.overlaps(cue)
            and _distance(now, hit) <= _distance(cue, hit)
            for now in self._spans("now")
        )

    def _about_someone_else(self, hit: Span) -> bool:
        if not _OF_MYSELF.isdisjoint(self._words[hit.start : hit.end]):
            return False
        people = [(cue.end, True) for cue in self._cues("someone_else")]
        people += [(cue.end, False) for cue in self._spans("me")]
        sentence = self._sentence(hit)
        earlier = sorted(
            (end, other)
            for end, other in people
            if end <= hit.start + 1 and self._sentences[end - 1] == sentence
        )
        if not earlier:
            return False
        last_clause = self._clauses[earlier[-1][0] - 1]
        if last_clause == self._clauses[hit.start]:
            return earlier[-1][1]
        # Without a subject of its own a clause borrows that of the clause before it.
        return next(other for end, other in earlier if self._clauses[end - 1] == last_clause)


def _last(answers: Iterable[Span], cue: Span) -> int:
    return max((answer.end for answer in answers if cue.end <= answer.start), default=0)


def judged(rule: Rule, contexts: set[ContextName]) -> RuleTier | None:
    """The tier that is left of `rule` in these contexts; None where nothing is left."""
    if rule.only and contexts.isdisjoint(rule.only):
        return None
    tier = rule.tier
    for name in contexts - set(rule.only):
        treatment = rule.scope[name]
        if treatment == "none":
            return None
        if treatment != "keep" and tier != "sign":
            tier = min(tier, treatment, key=TIERS.index)
    return tier


def _distance(one: Span, other: Span) -> int:
    return max(other.start - one.end, one.start - other.end, 0)
