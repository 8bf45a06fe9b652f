"""Fallback, the other way round: a doubtful interruption is taken as an answer."""

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language.questions import is_statement


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AnswerGate(IntentClassifier, GraphComponent):
    """Replaces a doubtful interruption by the best intent that is none.

    Rasa's FallbackClassifier turns every doubtful message into `nlu_fallback`. Here most messages
    are honest answers, and to mistake one for "delete this" costs more than the reverse: only the
    intents in `thresholds` must be sure of themselves.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """What the gate lets pass.

        `thresholds` maps an intent to the least confidence (0 to 1) in an interruption; `asked`
        names the intents among them that no plain statement can have.
        """
        return {"thresholds": {}, "asked": []}

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._thresholds = config["thresholds"]
        self._asked = frozenset(config["asked"])

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "AnswerGate":
        """Make the component; it is not trained."""
        return cls(config)

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Refuse thresholds that are no probability."""
        for intent, least in config.get("thresholds", {}).items():
            if not 0 <= least <= 1:
                raise ValueError(f"AnswerGate: {intent} has {least}; set a number from 0 to 1.")

    def process(self, messages: List[Message]) -> List[Message]:
        """Settle the intent of each message."""
        for message in messages:
            intent = message.get(INTENT)
            if not message.get(TEXT) or not intent:
                continue
            ranking = message.get("intent_ranking", [])
            # Which interruption it is may be open while it is plain that it is one.
            interruption = sum(r["confidence"] for r in ranking if r["name"] in self._thresholds)
            told = intent["name"] in self._asked and is_statement(message.get(TEXT))
            if interruption >= self._thresholds.get(intent["name"], 0.0) and not told:
                continue
            for other in ranking:
                if other["name"] not in self._thresholds:
                    message.set(INTENT, other, add_to_output=True)
                    break
        return messages
