"""A Rasa component that hears each sentence of a message; see `bot.coaching.listening`."""

from typing import Any, Dict, List, Text, Type

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.coaching.listening import SentenceListener
from bot.components.features import sentence_vectors
from bot.guidance.recogniser import TopicRecogniser
from bot.language.embedding import sentence_encoder
from bot.language.questions import asked_beside
from bot.language.sentences import split
from bot.settings import ROOT

ASKS = "ask_guidance"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class Listener(GraphComponent):
    """Adds `heard` to a message: its sentences with theme, talk and phase, and guidance topics."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """A dense featurizer comes first."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`content` is the folder to learn from, below the project's root."""
        return {"content": "content"}

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        listener: SentenceListener,
        recogniser: TopicRecogniser,
    ) -> None:
        self._content = ROOT / config["content"]
        self._model_storage = model_storage
        self._resource = resource
        self._listener = listener
        self._recogniser = recogniser

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Listener":
        """Make an untrained component."""
        return cls(config, model_storage, resource, SentenceListener(), TopicRecogniser())

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "Listener":
        """Load what `train` stored."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, *joblib.load(folder / "listener.joblib"))

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """There is nothing to validate."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the content folder; Rasa's own training data plays no part."""
        self._listener.fit(self._content, sentence_encoder().encode)
        self._recogniser.fit(self._content / "guidance", sentence_encoder().layers)
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump((self._listener, self._recogniser), folder / "listener.joblib")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Add `heard` to each message that has words."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            whole = sentence_vectors([message])
            # Only a question is looked up, so only a question needs topics.
            asks = (message.get(INTENT) or {}).get("name", ASKS) == ASKS
            parts = split(text) or [text]
            # "My sister had that. Does it give you dementia?" tells something and asks as well.
            beside = "" if asks else asked_beside(parts)
            vectors = whole if len(parts) == 1 else sentence_encoder().encode(parts)
            message.set(
                "heard",
                {
                    "sentences": self._listener.sentences(parts, np.asarray(vectors)),
                    "topics": self._topics(text) if asks else {},
                    "asked": beside,
                    "asked_topics": self._topics(beside) if beside else {},
                },
                add_to_output=True,
            )
        return messages

    def _topics(self, text: Text) -> Dict[Text, float]:
        # The encoder has kept what it saw of this text for the featurizer.
        vector = sentence_encoder().layers([text])[0]
        return self._recogniser.likeliest(text, vector)
