"""Look up taper guidance by topic, medicine and country."""

from actions.chain import CoachAction


class LookupTaperGuidance(CoachAction):
    """Look up taper guidance by topic, medicine and country."""

    move = "guidance"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_lookup_taper_guidance"
