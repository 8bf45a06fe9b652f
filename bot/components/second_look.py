"""A Rasa channel by which the web server asks what both stages make of a message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.components.risk_model import two_stage_detector
from bot.risk.detector import CONTENT


class SecondLook(InputChannel):
    """Says what the rules and the model together find in a text; nothing is kept of it."""

    @classmethod
    def name(cls) -> str:
        """The name in the address, /webhooks/second_look/."""
        return "second_look"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The one route; a body without a text is refused."""
        routes = Blueprint("second_look")

        @routes.post("/")
        async def look(request: Request) -> HTTPResponse:
            text = (request.json or {}).get("text") if isinstance(request.json, dict) else None
            if not isinstance(text, str):
                return json({"error": "send a JSON object with the text"}, status=422)
            verdict = two_stage_detector(CONTENT).check(text)
            return json({"risk": verdict.as_dict() if verdict else None})

        return routes
