"""Reflect what was answered, then go deeper once or ask on."""

from actions.chain import CoachAction


class Reflect(CoachAction):
    """Reflect what was answered, then go deeper once or ask on."""

    move = "reflect"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_reflect"
