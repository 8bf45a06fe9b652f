"""The sentence embedding that the featurizer left on a message."""

from typing import List

import numpy as np
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


def sentence_vectors(messages: List[Message]) -> np.ndarray:
    """One row for each message; a message without an embedding raises `ValueError`."""
    rows = []
    for message in messages:
        _, sentence = message.get_dense_features(TEXT)
        if sentence is None:
            raise ValueError(
                "A message has no sentence embedding: put MiniLMFeaturizer before this "
                "component in config.yml."
            )
        rows.append(sentence.features[0])
    return np.stack(rows)
