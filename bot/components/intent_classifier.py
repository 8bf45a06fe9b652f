"""A Rasa intent classifier on sentence embeddings and n-grams."""

from typing import Any, Dict, List, Text, Type

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.features import sentence_vectors
from bot.language.classifier import TextClassifier


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EmbeddingIntentClassifier(IntentClassifier, GraphComponent):
    """Names the intent of a message with a calibrated confidence; see `TextClassifier`."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """A dense featurizer comes first."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> List[Text]:
        """The packages that must be installed."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`ranking_length` is how many intents are reported."""
        return {"ranking_length": 10}

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        classifier: TextClassifier,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._classifier = classifier

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EmbeddingIntentClassifier":
        """Make an untrained component."""
        return cls(config, model_storage, resource, TextClassifier())

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "EmbeddingIntentClassifier":
        """Load what `train` stored."""
        with model_storage.read_from(resource) as folder:
            classifier = joblib.load(folder / "classifier.joblib")
        return cls(config, model_storage, resource, classifier)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the sentences that have an intent and store the result with the model."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self._classifier.fit(
            [e.get(TEXT) for e in examples],
            sentence_vectors(examples),
            [e.get(INTENT) for e in examples],
        )
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._classifier, folder / "classifier.joblib")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `intent` and `intent_ranking` on `messages`."""
        spoken = [m for m in messages if m.get(TEXT)]
        if not spoken:
            return messages
        rows = self._classifier.probabilities(
            [m.get(TEXT) for m in spoken], sentence_vectors(spoken)
        )
        for message, row in zip(spoken, rows, strict=True):
            order = row.argsort()[::-1][: self._config["ranking_length"]]
            ranking = [
                {"name": self._classifier.classes[i], "confidence": float(row[i])} for i in order
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
