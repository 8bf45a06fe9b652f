"""Delete the conversation: ask once, then do it."""

from actions.chain import CoachAction


class Delete(CoachAction):
    """Ask for `delete`, erase for `delete_all`."""

    def choose_move(self, intent: str) -> str:
        """The move has the name of the intent."""
        return intent

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_delete"
