"""A Rasa entity extractor for medicines, doses, how often and how long."""

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language.amounts import find_amounts
from bot.language.medicines import MedicineFinder
from bot.settings import ROOT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MedicineExtractor(GraphComponent, EntityExtractorMixin):
    """Finds the names of content/medicines with spaCy; a near miss is only suggested."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`names` is the table of names, below the project's root."""
        return {"names": "content/medicines/names.csv"}

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._finder = MedicineFinder.from_content(ROOT / config["names"])

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MedicineExtractor":
        """Make the component; it is not trained."""
        return cls(config)

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """There is nothing to validate."""

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entities `medicine`, `maybe_medicine`, `dose`, `frequency` and `months`."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            found = self.add_extractor_name(self._entities(text))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _entities(self, text: Text) -> List[Dict[Text, Any]]:
        found: List[Dict[Text, Any]] = []
        for mention in self._finder.find(text):
            place = {"start": mention.start, "end": mention.end}
            if mention.generic:
                found.append({"entity": "medicine", "value": mention.generic, **place})
            elif mention.suggestions:
                value = list(mention.suggestions)
                found.append({"entity": "maybe_medicine", "value": value, **place})
        amounts = find_amounts(text)
        for dose in amounts.doses:
            found.append(_at(text, "dose", dose.surface, dose.surface))
        if amounts.frequency:
            found.append(_at(text, "frequency", amounts.frequency, amounts.frequency))
        if amounts.duration and amounts.duration.months is not None:
            found.append(_at(text, "months", amounts.duration.surface, amounts.duration.months))
        return found


def _at(text: Text, entity: Text, surface: Text, value: Any) -> Dict[Text, Any]:
    start = max(text.find(surface), 0)
    return {"entity": entity, "value": value, "start": start, "end": start + len(surface)}
