"""Risk comes first: finding it, answering it, and whom to call."""

from bot.risk.answers import (
    Button,
    Message,
    ask_again_for_thoughts,
    ask_before_going_on,
    asks_for_thoughts,
    no_thoughts,
    respond,
    resume,
    says_yes_to_being_safe,
    stay,
    stay_with_question,
    unchecked_note,
)
from bot.risk.contacts import Contact, Contacts, countries, known_country
from bot.risk.detector import DOUBTED, Findings, RiskDetector
from bot.risk.lexicon import CATEGORIES, TIERS, LexiconError
from bot.risk.safety import says_safe
from bot.risk.thoughts import answer_to_thoughts, verdict_of_thoughts
from bot.risk.verdict import MODEL, Verdict, gravest

__all__ = [
    "CATEGORIES",
    "DOUBTED",
    "MODEL",
    "TIERS",
    "Button",
    "Contact",
    "Contacts",
    "Findings",
    "LexiconError",
    "Message",
    "RiskDetector",
    "Verdict",
    "answer_to_thoughts",
    "ask_again_for_thoughts",
    "ask_before_going_on",
    "asks_for_thoughts",
    "countries",
    "gravest",
    "known_country",
    "no_thoughts",
    "respond",
    "resume",
    "says_safe",
    "says_yes_to_being_safe",
    "stay",
    "stay_with_question",
    "unchecked_note",
    "verdict_of_thoughts",
]
