"""A Rasa featurizer that gives each message its MiniLM sentence embedding."""

from typing import Any, Dict, List, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.embedding import sentence_encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MiniLMFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one dense sentence feature of 384 numbers. It adds no features for single tokens."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """A tokenizer comes first, as for every Rasa featurizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> List[Text]:
        """The packages that must be installed."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The featurizer has no settings of its own."""
        return DenseFeaturizer.get_default_config()

    def __init__(self, config: Dict[Text, Any], name: Text) -> None:
        super().__init__(name, config)
        self._encoder = sentence_encoder()

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MiniLMFeaturizer":
        """Make the component; nothing of it is stored with the model."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """There is nothing to validate."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurize the training sentences, many at a time."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Featurize `messages` in place."""
        spoken = [m for m in messages if m.get(TEXT)]
        vectors = self._encoder.encode([m.get(TEXT) for m in spoken])
        for message, vector in zip(spoken, vectors, strict=True):
            message.add_features(
                Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
            )
        return messages
