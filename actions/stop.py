"""Stop for now, leaving the door open."""

from actions.chain import CoachAction


class Stop(CoachAction):
    """Stop for now, leaving the door open."""

    move = "stop"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_stop"
