"""Stay, and show the contacts again."""

from actions.chain import CoachAction


class NotSafe(CoachAction):
    """Stay, and show the contacts again."""

    move = "not_safe"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_not_safe"
