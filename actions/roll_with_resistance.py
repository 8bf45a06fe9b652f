"""Roll with resistance: no argument, the choice stays with the person."""

from actions.chain import CoachAction


class RollWithResistance(CoachAction):
    """Roll with resistance: no argument, the choice stays with the person."""

    move = "resist"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_roll_with_resistance"
