"""Show the summary so far."""

from actions.chain import CoachAction


class ShowSummary(CoachAction):
    """Show the summary so far."""

    move = "show_summary"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_show_summary"
