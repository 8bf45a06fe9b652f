"""The parts that learn: trained, stored, loaded, and still of the same opinion."""

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

from bot.components.intent_classifier import EmbeddingIntentClassifier
from bot.components.listener import Listener
from bot.components.minilm_featurizer import MiniLMFeaturizer

EXAMPLES = {
    "greet": "hello | hi there | good morning | hey | hello again | good evening | hiya | morning",
    "delete": (
        "delete all of this | erase what i wrote | remove my words | wipe this chat | "
        "please delete it | get rid of my messages | erase everything | delete my talk"
    ),
    "tell_concern": (
        "i worry about falling over | my memory is going | i am scared of fits | "
        "i fear the nights | driving worries me | i am afraid i will shake | "
        "it scares me to be without | what frightens me is the panic"
    ),
    "tell_dream": (
        "i want to garden again | to sing in the choir | to travel with my sister | "
        "i would love to dance | playing with my grandkids | to read a whole book | "
        "to swim in the sea again | i long to paint"
    ),
}
ASKED = {
    "hello you": "greet",
    "please erase my words": "delete",
    "i am scared i might fall": "tell_concern",
    "i would love to sing again": "tell_dream",
}
WHERE = ExecutionContext(GraphSchema({}), node_name="part")


@pytest.mark.slow
def test_training_storing_and_loading_keep_the_answers(tmp_path: Path) -> None:
    storage = LocalModelStorage(tmp_path)
    featurizer = MiniLMFeaturizer.create(
        MiniLMFeaturizer.get_default_config(), storage, Resource("featurizer"), WHERE
    )
    data = TrainingData(
        [
            Message.build(text=text.strip(), intent=intent)
            for intent, texts in EXAMPLES.items()
            for text in texts.split("|")
        ]
    )
    featurizer.process_training_data(data)
    answers: list[list[dict[str, Any]]] = []
    for kind in (EmbeddingIntentClassifier, Listener):
        config, resource = kind.get_default_config(), Resource(kind.__name__)
        trained = kind.create(config, storage, resource, WHERE)
        trained.train(data)
        loaded = kind.load(config, storage, resource, WHERE)
        for part in (trained, loaded):
            messages = featurizer.process([Message({TEXT: text}) for text in ASKED])
            # A button has no words and no embedding.
            part.process([*messages, Message({INTENT: {"name": "affirm"}})])
            answers.append([m.as_dict_nlu() for m in messages])
    intents, intents_again, heard, heard_again = answers
    assert intents == intents_again and heard == heard_again
    assert [m["intent"]["name"] for m in intents] == list(ASKED.values())
    for message in intents:
        confidences = [i["confidence"] for i in message["intent_ranking"]]
        assert sum(confidences) == pytest.approx(1, abs=1e-3)
        assert confidences == sorted(confidences, reverse=True)
    for message in heard:
        assert set(message["heard"]) == {"sentences", "topics", "asked", "asked_topics"}
        assert [s["text"] for s in message["heard"]["sentences"]] == [message["text"]]


@pytest.mark.slow
def test_without_an_embedding_the_error_says_what_to_do(tmp_path: Path) -> None:
    part = EmbeddingIntentClassifier.create(
        EmbeddingIntentClassifier.get_default_config(),
        LocalModelStorage(tmp_path),
        Resource("classifier"),
        WHERE,
    )
    with pytest.raises(ValueError, match="put MiniLMFeaturizer before this"):
        part.process([Message({TEXT: "words"})])
