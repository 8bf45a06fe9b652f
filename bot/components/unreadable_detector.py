"""A Rasa component for what cannot be read: another language, or keys hit at random."""

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.sentences import looks_like_gibberish
from bot.language.tongues import foreign

OTHER_LANGUAGE, GIBBERISH = "other_language", "gibberish"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class UnreadableDetector(IntentClassifier, GraphComponent):
    """Sets `other_language` or `gibberish`, if the training data knows these intents."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, known: frozenset = frozenset()
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._known = known

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "UnreadableDetector":
        """Make an untrained component."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "UnreadableDetector":
        """Load which intents are known."""
        # Its language model is read now, and not while somebody waits for the first answer.
        foreign("are you there")
        with model_storage.read_from(resource) as folder:
            known = frozenset((folder / "known.txt").read_text().split())
        return cls(model_storage, resource, known)

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """There is nothing to validate."""

    def train(self, training_data: TrainingData) -> Resource:
        """Store which of the two intents the training data has."""
        self._known = frozenset(training_data.intents & {OTHER_LANGUAGE, GIBBERISH})
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "known.txt").write_text("\n".join(sorted(self._known)))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent of each message that cannot be read."""
        for message in messages:
            text = message.get(TEXT) or ""
            if OTHER_LANGUAGE in self._known and foreign(text):
                self._set(message, OTHER_LANGUAGE)
            elif GIBBERISH in self._known and looks_like_gibberish(text):
                self._set(message, GIBBERISH)
        return messages

    @staticmethod
    def _set(message: Message, name: Text) -> None:
        message.set(INTENT, {"name": name, "confidence": 1.0}, add_to_output=True)
