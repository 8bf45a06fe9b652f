"""Skip what was asked."""

from actions.chain import CoachAction


class Skip(CoachAction):
    """Skip what was asked."""

    move = "skip"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_skip"
