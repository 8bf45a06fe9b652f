"""Go back to the phase before."""

from actions.chain import CoachAction


class GoBack(CoachAction):
    """Go back to the phase before."""

    move = "go_back"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_go_back"
