"""What is said in answer to the question whether somebody thinks of dying."""

from __future__ import annotations

import re
from typing import Literal

from bot.language.sentences import plain
from bot.risk.verdict import Verdict

_FIRST = (
    r"(?:oh|ah|um|er|erm|hmm|well|right|so|ok|okay|honestly|sadly|unfortunately|to be honest|tbh"
    r"|i think|i suppose|i guess|im afraid|if im honest)"
)
_OPENERS = re.compile(rf"^(?:{_FIRST} )+(?=\w)")
_YES = re.compile(
    r"(?:yes+|yeah|yea|yeh|yep|yup|ye|aye|ya|y|it does|there are(?! (?:good|better))|thats right"
    r"|(?:of )?course(?! not)"
    r"|definitely(?! not)|absolutely(?! not)|all the time|constantly|always"
    r"|i (?:do|have)(?= *$| (?:yes|sometimes|often|at|in|now|when|lately|and|but|think|thought|had"
    r"|have|been)))\b"
)
# "Yeah no" and "yes I'm sure I don't" deny, "yes, let us carry on" may mean anything.
_NO_YES = re.compile(
    r"\w+ (?:no|nah|nope)(?= *$| (?:not|never|i|nothing|none|im|thanks|thank)\b)"
    r"|\w+ i(?:m| am) (?:quite |very )?sure i"
    r"|\w+ (?:please |ok |lets |let us |i(?:d| would) like to )*(?:carry|go|keep|move)"
    r" (?:on|going)\b"
    r"|\w+ (?:lets |let us )?continue\b"
)
# Said by themselves these own to it, or leave it open: a program must not read them as no.
_PARTLY = (
    r"sometimes|some ?times|some (?:days|nights|mornings|evenings)|often|occasionally|at times"
    r"|at night|(?:every|most) (?:single )?(?:day|night|morning|evening|week)s?|daily|nightly"
    r"|a lot|now and (?:then|again)|once in a while|once or twice|maybe once|on and off|off and on"
    r"|from time to time|in passing|lately|recently|a bit|a little|kind of|sort of|kinda|sorta"
    r"|maybe|perhaps|possibly|probably|rarely|hardly ever|not (?:often|always|sure|every day)"
    r"|(?:dont|do not) (?:really )?know|dunno|idk|hard to say|yes and no|cant say|could be|depends"
    r"|i (?:guess|suppose|think)(?: so)?|when its bad|more and more|more than that|all the time"
    r"|comes? and goes?|does now|do now"
)
_BESIDE = (
    r"yes|yeah|yep|no|nope|not|really|well|but|only|just|it|its|i|do|does|have|had|is|are|there"
    r"|they|them|that|those|this|think|suppose|guess|so|of|thoughts?|think|the|in|when|and|or|very"
    r"|mostly|honestly|tbh|to|be|honest|never|used|if|im|mean|usually|especially|dark|bad"
    r"|mornings?|more|than"
    r"|evenings?|night|nights|about"
)
_OPEN = re.compile(rf"(?=.*\b(?:{_PARTLY})\b)(?:{_PARTLY}|{_BESIDE})(?: (?:{_PARTLY}|{_BESIDE}))*")
# These say or hide it wherever they stand.
_SAYS_SO = re.compile(
    r"\b(?:cross(?:es|ed)? my mind|(?:i(?:ve| have)?|been) (?:think|thought|thinking) (?:about|of) "
    r"(?:it|that|dying|ending)|thinking (?:about|of) it|(?:im )?afraid so|i think so|i do think so"
    r"|never stop(?:s|ped)?\b|never a day|never seriously"
    r"|(?:dont|do not) want to (?:be (?:here|alive)|live|wake up|go on)"
    r"|(?:no ?one|nobody) would (?:care|miss|notice)|no (?:point|courage|guts)|not waking up"
    r"|who (?:doesnt|wouldnt)|more than once|i wish (?:i|it)"
    r"|(?:rather|prefer) not(?: to)? (?:say|answer)|none of your|no comment|no idea"
    r"|(?:dont|do not) (?:want|like) to (?:talk|say|answer|think)|i lied|no(?: well)? yes"
    r"|(?:dont|do not|cant|cannot) (?:\w+ )?(?:know how to|answer|talk about|put into|bring myself)"
    r"|(?:no ?ones?|nobody)s? (?:\w+ )?(?:knows?|knew|asks?|asked|told|is to know)"
    r"|(?:never|not|havent) (?:told|said (?:it|that|this)|admitted)"
    r"|yes really|no point lying)\b"
)
_NO = re.compile(
    r"(?:hell |god |good god |heavens |oh )?(?:no|nope|nah|naw|never|not at all|not really|none"
    r"|nothing (?:like that|of the (?:sort|kind))|not like that|it doesnt|of course not"
    r"|certainly not|definitely not|absolutely not|i(?:m| am) not (?:suicidal|like that)"
    r"|(?:i )?(?:dont|do not) (?:think so|have|get|really)"
    r"|i (?:dont|do not|havent|have not|never))\b"
    r"(?! mind\b)"
)
_DENIED = re.compile(r"(?:yes|yeah|yep) (?:no|nah|nope|i(?:m| am) sure)\b")
_MANY = 25


def answer_to_thoughts(text: str) -> Literal["yes", "no"] | None:
    """What `text` answers to the question: "yes" too where it leaves it open, such as "idk".

    None where it answers something else, which is left to the detector.
    """
    said = _said(text)
    bare = _OPENERS.sub("", said, count=1)
    taken_back = _NO_YES.match(bare)
    if _YES.match(bare) and not taken_back:
        return "yes"
    if len(said.split()) <= _MANY and (_OPEN.fullmatch(said) or _SAYS_SO.search(said)):
        return "yes"
    return "no" if _NO.match(bare) or (taken_back and _DENIED.match(bare)) else None


def verdict_of_thoughts(text: str) -> Verdict:
    """The risk in owning to them, in the words `text`, or by a button where there are none."""
    return Verdict("urgent", "suicide_self_harm", "answer.thoughts", text)


def _said(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", plain(text).lower().replace("'", "")))
