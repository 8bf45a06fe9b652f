"""Risk comes first: finding it, answering it, and whom to call."""

from bot.risk.answers import Button, Message, respond, resume, stay
from bot.risk.contacts import Contact, Contacts, countries
from bot.risk.detector import RiskDetector, Verdict, check_lines
from bot.risk.lexicon import CATEGORIES, TIERS, LexiconError
from bot.risk.safety import says_safe

__all__ = [
    "CATEGORIES",
    "TIERS",
    "Button",
    "Contact",
    "Contacts",
    "LexiconError",
    "Message",
    "RiskDetector",
    "Verdict",
    "check_lines",
    "countries",
    "respond",
    "resume",
    "says_safe",
    "stay",
]
