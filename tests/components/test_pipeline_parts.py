"""The small parts of the pipeline, each as Rasa makes it, loads it and calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.answer_gate import AnswerGate
from bot.components.medicine_extractor import MedicineExtractor
from bot.components.risk_flagger import RiskFlagger
from bot.components.spacy_tokenizer import BlankSpacyTokenizer
from bot.components.unreadable_detector import UnreadableDetector


def made(kind: Any, tmp_path: Path, **config: Any) -> Any:
    """A component as Rasa makes it."""
    return kind.create(
        {**kind.get_default_config(), **config},
        LocalModelStorage(tmp_path),
        Resource("part"),
        ExecutionContext(GraphSchema({}), node_name="part"),
    )


def spoken(text: str, **data: Any) -> Message:
    """A message as it reaches a component."""
    return Message({TEXT: text, **data})


def ranking(*pairs: tuple[str, float]) -> dict[str, Any]:
    """What the intent classifier leaves on a message."""
    ranked = [{"name": name, "confidence": confidence} for name, confidence in pairs]
    return {"intent": ranked[0], "intent_ranking": ranked}


THRESHOLDS = {"delete": 0.75, "skip": 0.85, "abuse": 0.0}


@pytest.mark.parametrize(
    ("ranked", "settled"),
    [
        ([("tell_idea", 0.2), ("delete", 0.1)], "tell_idea"),
        ([("delete", 0.75), ("tell_idea", 0.2)], "delete"),
        ([("delete", 0.74), ("tell_idea", 0.2)], "tell_idea"),
        # That it is an interruption is plain, whichever it is.
        ([("delete", 0.5), ("skip", 0.4), ("tell_idea", 0.1)], "delete"),
        ([("delete", 0.5), ("skip", 0.2), ("tell_idea", 0.3)], "tell_idea"),
        ([("abuse", 0.1), ("tell_idea", 0.1)], "abuse"),
        ([("delete", 0.4), ("skip", 0.3)], "delete"),
    ],
)
def test_a_doubtful_interruption_is_an_answer(
    ranked: list[tuple[str, float]], settled: str, tmp_path: Path
) -> None:
    gate = made(AnswerGate, tmp_path, thresholds=THRESHOLDS)
    message = spoken("words", **ranking(*ranked))
    assert gate.process([message]) == [message]
    assert message.get(INTENT)["name"] == settled


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("the tablets make my fingers slow", "tell_concern"),
        ("how slow do people go", "ask_guidance"),
        ("valium and wine", "ask_guidance"),
    ],
)
def test_a_plain_statement_is_no_question(text: str, settled: str, tmp_path: Path) -> None:
    gate = made(AnswerGate, tmp_path, thresholds={"ask_guidance": 0.5}, asked=["ask_guidance"])
    message = spoken(text, **ranking(("ask_guidance", 0.9), ("tell_concern", 0.1)))
    gate.process([message])
    assert message.get(INTENT)["name"] == settled


def test_the_gate_leaves_a_message_without_words_or_intent(tmp_path: Path) -> None:
    gate = made(AnswerGate, tmp_path, thresholds=THRESHOLDS)
    button = Message(ranking(("delete", 0.1), ("tell_idea", 0.1)))
    unknown = spoken("words")
    gate.process([button, unknown])
    assert button.get(INTENT)["name"] == "delete" and unknown.get(INTENT) is None


@pytest.mark.parametrize("least", [-0.1, 1.1, 75])
def test_a_threshold_is_a_probability(least: float) -> None:
    with pytest.raises(ValueError, match=r"delete.*0 to 1"):
        AnswerGate.validate_config({"thresholds": {"delete": least}})


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("i want to kill myself", "emergency"),
        ("i cant sleep without them", None),
        ("", None),
    ],
)
def test_risk_comes_before_any_other_intent(text: str, tier: str | None, tmp_path: Path) -> None:
    message = spoken(text, **ranking(("greet", 1.0)))
    made(RiskFlagger, tmp_path).process([message])
    assert message.get(INTENT)["name"] == ("risk" if tier else "greet")
    assert (message.get("risk") or {}).get("tier") == tier
    assert not tier or set(message.get("risk")) == {"tier", "category", "rule", "span"}


VERDICT = {"tier": "urgent", "category": "abrupt_stop", "rule": "web", "span": "yes"}
GRAVE = {**VERDICT, "tier": "emergency"}


@pytest.mark.parametrize(
    ("text", "metadata", "verdict"),
    [
        # Only the web server sees the messages before this one.
        ("yes", {"turn": 4, "risk": VERDICT}, VERDICT),
        ("i want to kill myself", {"risk": GRAVE}, GRAVE),
        ("yes", {"turn": 4, "risk": None}, None),
        ("yes", {"turn": 4}, None),
        ("yes", None, None),
    ],
)
def test_a_verdict_of_the_web_server_stands(
    text: str, metadata: Any, verdict: dict[str, str] | None, tmp_path: Path
) -> None:
    message = spoken(text, metadata=metadata)
    made(RiskFlagger, tmp_path).process([message])
    assert message.get("risk") == verdict
    assert (message.get(INTENT) == {"name": "risk", "confidence": 1.0}) == (verdict is not None)


@pytest.mark.parametrize(
    ("text", "known", "intent"),
    [
        ("asdfkj lkjsdf", {"gibberish", "other_language"}, "gibberish"),
        ("asdfkj lkjsdf", {"other_language"}, "tell_idea"),
        ("no puedo dormir desde hace diez años", {"gibberish", "other_language"}, "other_language"),
        ("no puedo dormir desde hace diez años", {"gibberish"}, "tell_idea"),
        ("i cant sleep", {"gibberish", "other_language"}, "tell_idea"),
        ("hmmm", {"gibberish", "other_language"}, "tell_idea"),
    ],
)
def test_what_cannot_be_read_is_noticed_after_training(
    text: str, known: set[str], intent: str, tmp_path: Path
) -> None:
    trained = made(UnreadableDetector, tmp_path)
    examples = [Message.build(text="x", intent=name) for name in sorted(known | {"tell_idea"})]
    resource = trained.train(TrainingData(examples))
    loaded = UnreadableDetector.load(
        {},
        LocalModelStorage(tmp_path),
        resource,
        ExecutionContext(GraphSchema({}), node_name="part"),
    )
    for detector in (trained, loaded):
        message = spoken(text, **ranking(("tell_idea", 0.9)))
        detector.process([message])
        assert message.get(INTENT)["name"] == intent


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("i take valium", {"medicine": "diazepam"}),
        ("10 mg of temazepam at night", {"medicine": "temazepam", "dose": "10 mg"}),
        ("its been 2 years", {"months": 24}),
        ("just my nerves", {}),
        ("😀", {}),
    ],
)
def test_medicines_and_amounts_are_entities(
    text: str, entities: dict[str, Any], tmp_path: Path
) -> None:
    message = spoken(text)
    made(MedicineExtractor, tmp_path).process([message])
    found = message.get("entities")
    values = {entity["entity"]: entity["value"] for entity in found}
    assert values.items() >= entities.items()
    assert bool(found) == bool(entities)
    for entity in found:
        assert 0 <= entity["start"] < entity["end"] <= len(text)
        assert entity["extractor"] == "MedicineExtractor"


def test_entities_found_before_are_kept(tmp_path: Path) -> None:
    before = {"entity": "topic", "value": "sleep", "start": 0, "end": 1}
    message = spoken("valium", entities=[before])
    made(MedicineExtractor, tmp_path).process([message, Message({})])
    assert message.get("entities")[0] == before and len(message.get("entities")) == 2


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("I don't sleep", ["I", "do", "n't", "sleep"]),
        ("5mg at night", ["5", "mg", "at", "night"]),
        ("two\n\nlines   here", ["two", "lines", "here"]),
        ("😀", ["😀"]),
    ],
)
def test_tokens_have_their_places(text: str, tokens: list[str], tmp_path: Path) -> None:
    tokenizer = made(BlankSpacyTokenizer, tmp_path)
    found = tokenizer.tokenize(spoken(text), TEXT)
    assert [token.text for token in found] == tokens
    assert [text[token.start : token.end] for token in found] == tokens
