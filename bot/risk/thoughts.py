"""What a few words mean in answer to the question whether somebody thinks of dying."""

from __future__ import annotations

import re

from bot.language.assent import goes_on
from bot.language.sentences import plain
from bot.risk.verdict import Verdict

# "I have, in passing" owns to it, "I have two dogs" answers nothing.
_FEW = 7
_FIRST = r"(?:oh|ah|um|er|erm|hmm|well|right|so|honestly|to be honest|tbh|i think|i suppose|i guess)"
_YES = re.compile(
    r"(?:yes|yeah|yea|yeh|yep|yup|ye|aye|ya|y|it does|there (?:are|is)|thats right|i (?:do|have)"
    r"(?= *$| (?:yes|sometimes|often|at|in|now|when|lately|and|but|think|thought|had|have))"
    r"|of course(?! not)|definitely|absolutely|all the time|constantly|always)\b"
)
# So does what is neither yes nor no: it is not for a program to read it as no.
_PARTLY = re.compile(
    r"\b(?:sometimes|some ?times|some (?:days|nights|mornings|evenings)|often|occasionally|at times"
    r"|at night|(?:every|most) (?:day|night|morning|evening|week)s?|a lot|now and (?:then|again)"
    r"|once in a while|once or twice|on and off|off and on|from time to time|in passing|lately"
    r"|a bit|a little|kind of|sort of|kinda|sorta|maybe|perhaps|possibly|probably|rarely|hardly ever"
    r"|not (?:often|always|sure|every day)|(?:dont|do not) (?:really )?know|dunno|idk|hard to say"
    r"|yes and no|(?:i(?:d| would) )?rather not (?:say|answer)|cant say|when its bad"
    r"|i (?:suppose|guess)(?: so)?|i think so|more and more|more than (?:that|passing))\b"
)
_NO = re.compile(
    r"(?:no|nope|nah|naw|never|not at all|not really|(?:god|good god|heavens|of course) no\w*"
    r"|i (?:dont|do not|havent|have not|never)(?! (?:really )?know)|nothing (?:like that|of the (?:sort|kind))"
    r"|not like that|none|it doesnt|certainly not|definitely not|absolutely not)\b"
)
_OPENERS = re.compile(rf"(?:{_FIRST} )+(?=\w)")


def owns_to_thoughts(text: str) -> bool:
    """Whether `text` says that such thoughts come, or leaves it open: "yes", "sometimes", "idk".

    A text that answers something else is left to the detector.
    """
    said = _said(text)
    bare = _OPENERS.sub("", said, count=1) if _OPENERS.match(said) else said
    if _NO.match(bare):
        return bool(re.match(r"not (?:often|always|sure|every day)\b", bare))
    if _YES.match(bare):
        return not goes_on(text)
    return len(said.split()) <= _FEW and bool(_PARTLY.search(said))


def denies_thoughts(text: str) -> bool:
    """Whether `text` begins with a no to the question, and is not owned to all the same."""
    said = _said(text)
    bare = _OPENERS.sub("", said, count=1) if _OPENERS.match(said) else said
    return bool(_NO.match(bare)) and not owns_to_thoughts(text)


def verdict_of_thoughts(text: str) -> Verdict:
    """The risk in owning to them, in the words `text`, or by a button where there are none."""
    return Verdict("urgent", "suicide_self_harm", "answer.thoughts", text)


def _said(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", plain(text).lower().replace("'", "")))
