"""What an action answers is held against Rasa's schema, as Rasa itself does it."""

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction

from bot.components import action_answers

SLOT = {"event": "slot", "name": "phase", "value": "ideas", "timestamp": None}
ANSWERS = {
    "an answer": {"events": [SLOT], "responses": [{"text": "Hello"}]},
    "nothing": {},
    "a slot without a name": {"events": [{"event": "slot"}]},
    "an unknown event": {"events": [{"event": "surprise"}]},
    "events that are no list": {"events": "none"},
    "a response that is a text": {"events": [], "responses": ["Hello"]},
    "a list": [],
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_it_accepts_and_refuses_what_rasa_does(answer: dict) -> None:
    action_answers.install()
    action = RemoteAction("action_reflect", None)

    try:
        validate(answer, RemoteAction.action_response_format_spec())
    except ValidationError as error:
        with pytest.raises(ValidationError) as refused:
            action._validate_action_result(answer)
        assert refused.value.message == error.message
    else:
        assert action._validate_action_result(answer)


def test_the_schema_itself_is_not_checked_at_each_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    action_answers.install()
    schemas = []
    monkeypatch.setattr(
        type(action_answers._VALIDATOR), "check_schema", lambda *args: schemas.append(args)
    )

    assert RemoteAction("action_reflect", None)._validate_action_result(ANSWERS["an answer"])
    assert not schemas
