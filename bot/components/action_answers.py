"""Checks an action's answer against Rasa's schema without checking the schema at every turn.

`RemoteAction` asks `jsonschema.validate`, which first holds the schema itself against the schema of
schemas: with Rasa's list of events that is half of a turn's time, and the same each time. Rasa has
no place to put another check, so its method is replaced here; what is accepted stays the same.
"""

from typing import Any, Dict, Text

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)


def _validate_action_result(self: RemoteAction, result: Dict[Text, Any]) -> bool:
    """True for an answer as Rasa's schema has it; any other raises `ValidationError`."""
    error = best_match(_VALIDATOR.iter_errors(result))
    if error:
        raise error
    return True


def install() -> None:
    """Let every remote action of this process check its answers this way."""
    RemoteAction._validate_action_result = _validate_action_result
