"""Say why nobody gets a personal dose here, and what there is instead."""

from actions.chain import CoachAction


class RefuseADose(CoachAction):
    """Say why nobody gets a personal dose here, and what there is instead."""

    move = "demand_dose"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_refuse_a_dose"
