"""A Rasa component that puts risk before everything else that was understood."""

from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.risk_model import risk_model, two_stage_detector
from bot.risk import Verdict
from bot.risk.two_stage import TwoStageDetector
from bot.settings import ROOT

RISK_INTENT = "risk"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RiskFlagger(IntentClassifier, GraphComponent):
    """Gives a message at risk the intent `risk`, and the verdict in `risk`."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`content` is the folder of the lexicon, below the project's root."""
        return {"content": "content/risk"}

    def __init__(self, config: Dict[Text, Any], resource: Resource) -> None:
        self._content = ROOT / config["content"]
        self._resource = resource
        self._detector: Optional[TwoStageDetector] = None

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RiskFlagger":
        """Make a component that can train."""
        return cls(config, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "RiskFlagger":
        """Make a component that checks; the model is read now, not while somebody waits."""
        made = cls(config, resource)
        made._detector = two_stage_detector(made._content)
        return made

    def train(self, training_data: TrainingData) -> Resource:
        """See that the second stage is trained; it is kept beside Rasa's models, not in them."""
        risk_model()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Rasa's training sentences need no check."""
        return training_data

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """There is nothing to validate."""

    def process(self, messages: List[Message]) -> List[Message]:
        """Check each message that has words."""
        self._detector = self._detector or two_stage_detector(self._content)
        for message in messages:
            text = message.get(TEXT) or ""
            # The payload of a button is nobody's words; the web server takes slashes off those.
            if text.startswith("/"):
                continue
            # The web server looked first, and at the messages before this one too: what it found
            # is kept, for it may have opened a referral.
            known = (message.get("metadata") or {}).get("risk")
            verdict = (
                self._detector.complete(Verdict(**known), text)
                if known
                else self._detector.check(text)
            )
            if verdict:
                intent = {"name": RISK_INTENT, "confidence": 1.0}
                message.set(INTENT, intent, add_to_output=True)
                message.set("risk", verdict.as_dict(), add_to_output=True)
        return messages
