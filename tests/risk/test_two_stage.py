"""The second stage finds what no word gives away, and both together name what was graver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.components.risk_model import two_stage_detector
from bot.language.sentences import passages
from bot.risk import RiskDetector, Verdict, gravest
from bot.risk.detector import DOUBTED
from bot.risk.lexicon import LexiconError
from bot.risk.model import Likely, Parts, Thresholds, verdict_of
from bot.risk.sentences import read_sentences
from bot.risk.two_stage import TwoStageDetector, check_lines
from bot.risk.verdict import UNSURE
from bot.settings import ROOT

AT_LENGTH_AT_RISK = (
    "I have been meaning to write for a week. The kitchen is done, the fridge is empty and the "
    "bins are out, which will please my sister. She has a key. I put the letters on the table, "
    "hers is on the top. It is a mild evening, I can hear the children next door. I only wanted "
    "to sit with somebody until it is dark and then I will do it, and nobody has to be cross any "
    "more.",
    "hi sorry its long. mum is 74 and had the little blue ones for ever, dad used to sort them "
    "into the box. he died in june. the new lad at the chemist says theres no repeat left so she "
    "hasnt had any, i make it nine days. she was up all night talking to my nan who died in 1988 "
    "and this morning she went stiff in the chair and her eyes rolled up. shes asleep now. what "
    "do i tell the doctor when they open",
)
AT_LENGTH_HARMLESS = (
    "It began when my husband was in hospital, in the spring of that year. The doctor said take "
    "one at night for a fortnight, and I was so glad of the sleep that I never asked what came "
    "after. He came home, the garden was dug, and I still took it. My daughter thinks I am "
    "slower. I do lose words now and then. I would hope to read a whole book again one day.",
    "The firm let forty of us go on a Thursday by video. I sat in the car park till it got dark "
    "because I could not think how to tell my wife. She was kind about it, which made it worse. "
    "We have looked at the figures and we can manage until summer. I am ashamed, and tired, and I "
    "shout at the printer. My brother says come and help with the boat, so I might.",
)
THRESHOLDS = Thresholds(
    urgent=0.5,
    contact=0.5,
    urgent_at_length=0.7,
    contact_at_length=0.55,
    emergency_share=0.5,
    sure=0.9,
    overruled=0.02,
    doubted=0.3,
    reviewed_by=None,
    review="a test",
)


def likely(urgent: float, anything: float, share: float = 0.9) -> Likely:
    """A piece of text with these chances."""
    labels = {"emergency:overdose": 0.3, "urgent:mixing": 0.2, "contact:pregnancy": 0.1}
    return Likely("words", urgent, anything, share, {**labels, "none": 0.4})


@pytest.mark.parametrize(
    ("pieces", "count", "tier", "category"),
    [
        # A long message needs to be likelier.
        ([(0.6, 0.6)], 1, "emergency", "overdose"),
        ([(0.6, 0.6), (0.6, 0.6)], 2, "contact", "pregnancy"),
        ([(0.9, 0.9)], 1, "emergency", "overdose"),
        ([(0.9, 0.9, 0.1)], 1, "urgent", "mixing"),
        ([(0.1, 0.9)], 1, "contact", "pregnancy"),
        ([(0.4, 0.4)], 1, None, None),
        # One doubtful sentence in a long post says less than alone; several say more than one.
        ([(0.6, 0.6)], 10, None, None),
        ([(0.9, 0.9)] * 4, 10, "emergency", "overdose"),
        ([(0.9999, 0.9999)], 10, "emergency", "overdose"),
        ([], 0, None, None),
    ],
)
def test_the_verdict_of_a_message(
    pieces: list[tuple[float, ...]], count: int, tier: str | None, category: str | None
) -> None:
    parts = Parts(["words"] * len(pieces), count)
    found = verdict_of([likely(*piece) for piece in pieces], parts, THRESHOLDS)
    assert (found and found.tier, found and found.category) == (tier, category)
    assert found is None or found.rule == f"model.{category}"


def test_the_piece_that_is_grave_names_the_category_though_another_is_louder() -> None:
    grave = Likely("a", 0.6, 0.6, 0.9, {"emergency:overdose": 0.5, "none": 0.5})
    loud = Likely(
        "b", 0.1, 0.9, 0.9, {"contact:pregnancy": 0.9, "emergency:suicide_self_harm": 0.1}
    )
    low = THRESHOLDS.copy(update={"urgent_at_length": 0.4, "contact_at_length": 0.7})
    found = verdict_of([grave, loud], Parts(["a", "b"], 2), low)
    assert found and (found.tier, found.category, found.span) == ("emergency", "overdose", "a")


def test_the_graver_verdict_counts_and_the_rules_come_first() -> None:
    rules, model = (
        Verdict("urgent", "mixing", "mixing.now", "a"),
        Verdict("urgent", "overdose", "model.overdose", "b"),
    )
    grave = Verdict("emergency", "overdose", "model.overdose", "b")
    assert gravest(rules, model) is rules
    assert gravest(rules, grave) is grave
    assert gravest(None, model) is model
    assert gravest(None, None) is None


class Hearing:
    """A model that hears the first passages of a text, and the same chance of risk in each."""

    def __init__(self, anything: float, most: int = 4, whole: bool = True) -> None:
        self._any, self._most, self._whole = anything, most, whole
        self.through_gate: bool | None = None

    def parts(self, text: str) -> Parts:
        """The passages that it hears."""
        found = passages(text, PASSAGE)
        return Parts(found[: self._most], len(found))

    def likely(
        self, texts: Sequence[str], _: object, through_gate: bool, most: int | None
    ) -> list[Likely]:
        """What it hears."""
        self.through_gate = through_gate
        return [replace(likely(self._any / 2, self._any), text=text) for text in texts]

    def reads_whole(self, _: Sequence[str], most: int | None) -> bool:
        """Whether it reads every word of a passage."""
        return self._whole


PASSAGE = 140
STRIP = "I took the whole strip."
GARDEN = "The garden looks nice today and the neighbour has cut our hedge, which was kind of him. "
AT_THE_END = f"{GARDEN * 4} I fell down the stairs."
CUT = f"{'the dog has been fed and ' * 5}i took the whole strip and now it is quiet. {GARDEN * 4}"


@pytest.mark.parametrize(
    ("text", "model", "category"),
    [
        (STRIP, Hearing(0.001), None),
        (STRIP, Hearing(0.03), "overdose"),
        (STRIP, Hearing(0.001, most=0), "overdose"),
        (STRIP, Hearing(0.001, whole=False), "overdose"),
        (STRIP + GARDEN * 3, Hearing(0.001, most=1), None),
        (f"{STRIP} {AT_THE_END}", Hearing(0.001), None),
        # What it did not hear keeps its match, and what it heard loses it.
        (f"{STRIP} {AT_THE_END}", Hearing(0.001, most=1), "fall_injury"),
        (f"{AT_THE_END} {STRIP}", Hearing(0.001, most=1), "overdose"),
        # A match that stands in none of the passages, because they were cut there.
        (CUT, Hearing(0.001, most=2), "overdose"),
    ],
)
def test_a_rule_is_overruled_only_where_the_model_is_next_to_certain(
    detector: RiskDetector, text: str, model: Hearing, category: str | None
) -> None:
    assert detector.check(text)
    both = TwoStageDetector(detector, model, THRESHOLDS, None)  # type: ignore[arg-type]
    found = both.check(text)
    assert (found and found.category) == category
    assert not model.through_gate


@pytest.mark.parametrize(
    ("text", "anything", "tier", "category"),
    [
        ("Two nil up and we lost, I want to die", 0.1, "contact", "suicide_self_harm"),
        ("Two nil up and we lost, I want to die", 0.31, "urgent", "suicide_self_harm"),
        # Only who seems to wish to die can be asked.
        ("I ran out 2 days ago", 0.1, "urgent", "abrupt_stop"),
        ("I want to die, he hit me again", 0.1, "urgent", "safety_of_others"),
        ("My mum said she would be better off dead", 0.1, "urgent", "suicide_self_harm"),
        ("I am going to kill myself", 0.1, "emergency", "suicide_self_harm"),
        (STRIP, 0.1, "emergency", "overdose"),
    ],
)
def test_an_urgent_match_that_the_model_doubts_is_asked_about(
    detector: RiskDetector, text: str, anything: float, tier: str, category: str
) -> None:
    both = TwoStageDetector(detector, Hearing(anything), THRESHOLDS, None)  # type: ignore[arg-type]
    found = both.check(text)
    assert found and (found.tier, found.category) == (tier, category)
    assert (found.rule == DOUBTED) == (tier == "contact")


def test_a_part_that_was_not_heard_is_no_reason_to_doubt(detector: RiskDetector) -> None:
    text = f"I want to die. {GARDEN * 4}"
    both = TwoStageDetector(detector, Hearing(0.1, most=1), THRESHOLDS, None)  # type: ignore[arg-type]
    found = both.check(text)
    assert found and found.tier == "urgent"


def test_what_was_made_of_several_matches_is_not_overruled(detector: RiskDetector) -> None:
    both = TwoStageDetector(detector, Hearing(0.001), THRESHOLDS, None)  # type: ignore[arg-type]
    earlier = ["I have had withdrawal seizures before"]
    assert both.check("I ran out 2 days ago") is None
    found = both.check("I ran out 2 days ago", earlier)
    assert found and found.tier == "emergency"


def test_what_makes_a_match_count_is_not_left_out_with_a_harmless_passage(
    detector: RiskDetector,
) -> None:
    asked = "The new nurse asked me if I want to die, and I said no and we both laughed about it. "
    text = f"{asked}{GARDEN}I lied. {GARDEN * 3}"
    assert passages(text, PASSAGE)[0] == asked.strip() and detector.check(text)
    model = Hearing(0.001, most=1)
    both = TwoStageDetector(detector, model, THRESHOLDS, None)  # type: ignore[arg-type]
    assert both.check(text) == detector.check(text)


def test_what_the_web_server_found_is_never_lowered(detector: RiskDetector) -> None:
    found = Verdict("emergency", "overdose", "overdose.took_much", "a")
    both = TwoStageDetector(detector, Hearing(0.001), THRESHOLDS, None)  # type: ignore[arg-type]
    assert both.complete(found, STRIP) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("blocks: []", "blocks"),
        ("blocks: [{tier: urgent, texts: [a]}]", "a tier and one of the categories"),
        ("blocks: [{tier: urgent, category: bad, texts: [a]}]", "a tier and one of the categories"),
        ("blocks: [{texts: [a]}]", "a tier and one of the categories"),
        ("blocks: [{kind: idiom, texts: [A b, a B]}]", "twice"),
        ("blocks: [{kind: idiom, texts: []}]", "texts"),
    ],
)
def test_a_fault_in_the_sentences_is_named(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text(f"reviewed_by: null\nreview: awaits one\n{text}\n")
    with pytest.raises(LexiconError, match=words):
        read_sentences(tmp_path)


def test_no_sentences_are_a_fault_too(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no sentences"):
        read_sentences(tmp_path)


def test_what_measures_the_detector_was_not_learnt() -> None:
    learnt = {s.text.lower() for s in read_sentences()}
    measured = read_sentences(ROOT / "benchmarks" / "risk")
    shared = [s.text for s in measured if s.text.lower() in learnt]
    assert len(measured) >= 600
    # A bare "ok" or "yes" is in any list.
    assert all(len(text.split()) <= 3 for text in shared) and len(shared) < 15


@pytest.mark.slow
class TestTrained:
    """The model as it is trained."""

    @pytest.fixture(scope="class")
    def detector(self) -> TwoStageDetector:
        """Both stages."""
        return two_stage_detector(ROOT / "content" / "risk")

    @pytest.mark.parametrize(
        "text",
        [
            "they won't have to put up with me much longer",
            "i wont be a bother to them after tonight",
        ],
    )
    def test_a_hint_that_no_rule_matches_is_found(
        self, text: str, detector: TwoStageDetector
    ) -> None:
        assert detector.by_rules(text) is None
        found = detector.check(text)
        assert found and found.tier in ("urgent", "emergency")
        # It may not be sure, and then the answer asks.
        assert found.rule.removesuffix(UNSURE) == "model.suicide_self_harm" and found.span

    @pytest.mark.parametrize(
        "text",
        [
            "I've given the dog away and paid the bills",
            "i've given the dog away and paid all the bills, they won't have to put up with me now",
        ],
    )
    def test_putting_all_in_order_is_found(self, text: str, detector: TwoStageDetector) -> None:
        found = detector.check(text)
        assert found and found.tier in ("urgent", "emergency")
        assert found.category == "suicide_self_harm"

    def test_to_feel_fine_does_not_hide_what_was_swallowed(
        self, detector: TwoStageDetector
    ) -> None:
        found = detector.check("Counted the blister, five gone since breakfast. I feel okay.")
        assert found and found.category == "overdose"

    @pytest.mark.parametrize(
        "text",
        [
            "im safe now",
            "they sent me home, im safe",
            "im not going to hurt anyone",
            "set an alarm for six",
            "I would like to sleep without them and see my grandchildren in Perth",
            "it helps me get through the night",
            "no thank you",
            "",
            "?!",
        ],
    )
    def test_ordinary_words_stay_quiet(self, text: str, detector: TwoStageDetector) -> None:
        assert detector.check(text) is None

    def test_a_rule_that_misunderstands_is_overruled(self, detector: TwoStageDetector) -> None:
        text = "I'm suicidally bad at crosswords"
        assert detector.by_rules(text) and detector.check(text) is None

    def test_the_point_may_be_buried_in_a_long_message(self, detector: TwoStageDetector) -> None:
        ordinary = "We went to the market and bought apples. The weather was fine. "
        buried = "I've given the dog away and paid the bills so nobody has trouble when I'm gone. "
        found = detector.check(ordinary * 3 + buried + ordinary * 3)
        assert found and found.tier in ("urgent", "emergency")

    @pytest.mark.parametrize("text", AT_LENGTH_AT_RISK)
    def test_danger_told_over_several_sentences_of_a_long_message_is_found(
        self, text: str, detector: TwoStageDetector
    ) -> None:
        found = detector.check(text)
        assert found and found.tier in ("urgent", "emergency")

    @pytest.mark.parametrize("text", AT_LENGTH_HARMLESS)
    def test_trouble_told_at_length_stays_quiet(
        self, text: str, detector: TwoStageDetector
    ) -> None:
        assert detector.check(text) is None

    def test_one_line_in_gives_one_object_out(self, detector: TwoStageDetector) -> None:
        lines = ["no thank you\n", "i want to die tonight\r\n", "\n"]
        found = list(check_lines(detector, lines))
        assert [set(one) for one in found] == [{"text", "tier", "category", "rule", "span"}] * 3
        assert [one["tier"] for one in found] == [None, "emergency", None]


@pytest.mark.parametrize(
    ("urgent", "label", "rule"),
    [
        (0.95, "urgent:suicide_self_harm", "model.suicide_self_harm"),
        (0.7, "urgent:suicide_self_harm", "model.suicide_self_harm.unsure"),
        (0.7, "urgent:mixing", "model.mixing"),
    ],
)
def test_a_wish_to_die_that_is_less_than_sure_is_named_so(
    urgent: float, label: str, rule: str
) -> None:
    heard = Likely("words", urgent, urgent, 0.1, {label: urgent, "none": 1 - urgent})
    found = verdict_of([heard], Parts(["words"], 1), THRESHOLDS)
    assert found and (found.tier, found.rule) == ("urgent", rule)
