"""A Rasa component that puts risk before everything else that was understood."""

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.risk import RiskDetector
from bot.settings import ROOT

RISK_INTENT = "risk"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RiskFlagger(IntentClassifier, GraphComponent):
    """Gives a message at risk the intent `risk`, and the verdict in `risk`."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`content` is the folder of the lexicon, below the project's root."""
        return {"content": "content/risk"}

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._detector = RiskDetector.from_content(ROOT / config["content"])

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RiskFlagger":
        """Make the component; it is not trained."""
        return cls(config)

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """There is nothing to validate."""

    def process(self, messages: List[Message]) -> List[Message]:
        """Check each message that has words."""
        for message in messages:
            # The web server looked first, and at the messages before this one too.
            risk = (message.get("metadata") or {}).get("risk")
            if not risk:
                verdict = self._detector.check(message.get(TEXT) or "")
                risk = verdict.as_dict() if verdict else None
            if risk:
                intent = {"name": RISK_INTENT, "confidence": 1.0}
                message.set(INTENT, intent, add_to_output=True)
                message.set("risk", risk, add_to_output=True)
        return messages
