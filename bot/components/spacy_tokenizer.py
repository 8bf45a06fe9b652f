"""spaCy's English tokenizer without a trained model."""

from typing import Any, Dict, List, Text

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BlankSpacyTokenizer(Tokenizer):
    """Splits text as `spacy.blank("en")` does: "don't" is two tokens, "5mg" is two."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The settings that every Rasa tokenizer has."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    def __init__(self, config: Dict[Text, Any]) -> None:
        super().__init__(config)
        self._nlp = spacy.blank("en")

    @staticmethod
    def required_packages() -> List[Text]:
        """The packages that must be installed."""
        return ["spacy"]

    @classmethod
    def create(cls, config: Dict[Text, Any], *args: Any, **kwargs: Any) -> "BlankSpacyTokenizer":
        """Make the component; it is not trained."""
        return cls(config)

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """The tokens of `attribute`, with their places in the text."""
        doc = self._nlp.make_doc(message.get(attribute))
        tokens = [Token(t.text, t.idx, lemma=t.lower_) for t in doc if not t.is_space]
        return self._apply_token_pattern(tokens)
