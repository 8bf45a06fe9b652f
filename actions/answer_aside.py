"""Answer an interruption and come back to where the talk was."""

from actions.chain import CoachAction


class AnswerAside(CoachAction):
    """Answer an interruption; the intent names which."""

    def choose_move(self, intent: str) -> str:
        """An aside has the name of its intent."""
        return intent

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_answer_aside"
