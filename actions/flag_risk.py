"""Record a risk and answer it with the fixed text of its tier."""

from actions.chain import CoachAction


class FlagRisk(CoachAction):
    """Record a risk and answer it with the fixed text of its tier."""

    move = "risk"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_flag_risk"
