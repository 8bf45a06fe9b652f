"""Go on with the coaching when the person says that they are safe."""

from actions.chain import CoachAction


class SafeNow(CoachAction):
    """Go on with the coaching when the person says that they are safe."""

    move = "safe_now"

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_safe_now"
