"""What someone whose coaching is paused says of help: safe, not alone, called."""

from __future__ import annotations

import re
from typing import Literal

from bot.language.sentences import plain

_NEAR = (
    r"(?:with me|here (?:now|too|with)|next to me|beside me|sitting with|staying (?:with|over)|"
    r"on (?:his|her|their|its|the) way|coming (?:over|round|to)|arrived|just got here)"
)
_WHO = (
    r"(?:sister|brother|mum|mom|mam|dad|mother|father|son|daughter|wife|husband|partner|friend|mate|"
    r"neighbou?r|flatmate|boyfriend|girlfriend|aunt\w*|uncle|nurse|carer|ambulance|paramedics?|"
    r"someone|somebody|he|she|they)"
)
_COMPANY = re.compile(rf"\b{_WHO}\b[^.!?]{{0,30}}\b{_NEAR}\b|\bnot alone\b(?! in)")
_CALLED = re.compile(
    r"\bi(?:'ve| have|'m|am)? ?(?:just )?(?:called|rang|rung|phoned|texted|ringing|calling|spoke|"
    r"spoken|talked|on the phone|got through)\b"
)
_DOUBT = re.compile(
    r"\b(?:not|never|nor|dunno|unsure|if|until|danger|unsafe|wish|want to be|am i|are we|but|"
    r"except|cannot|can'?t)\b|n'?t (?:know|feel|think)"
)
_NOT_SO = re.compile(
    r"\b(?:no ?one|nobody|not (?:here|coming|with)|isn'?t|aren'?t|won'?t|can'?t|cannot|didn'?t|"
    r"haven'?t|wish|if|never|left|gone|used to)\b"
)


def help_is_near(text: str) -> Literal["company", "called"] | None:
    """Whether they say that somebody is with them or on the way, or that they made the call."""
    lowered = plain(text).lower()
    if _NOT_SO.search(lowered):
        return None
    if _COMPANY.search(lowered):
        return "company"
    return "called" if _CALLED.search(lowered) else None


_NO_HARM = re.compile(
    r"\b(?:i'?m|i am) not (?:at all )?(?:suicidal|in (?:any )?danger|"
    r"going to (?:hurt|harm|kill) (?:myself|anyone|anybody))\b|"
    r"\bi (?:won'?t|will not|would never|wouldn'?t) (?:ever )?"
    r"(?:hurt|harm|kill) (?:myself|anyone|anybody)\b|"
    r"\bi(?:'ve| have)? (?:never|not) (?:ever )?(?:thought of|wanted to|tried to|thought about) "
    r"(?:hurt|harm|kill)(?:ing)? myself\b"
)
# Help for whoever waits for it. Of "he is on his way", or of a partner, somebody may be afraid.
_HELP_COMES = re.compile(
    r"\b(?:sister|brother|mum|mom|mam|mother|dad|father|daughter|son|friend|mate|neighbou?r|aunt\w*|"
    r"nurse|carer|ambulance|paramedics?)\b(?:'s| is| are|'re|'ve| has| have)? ?(?:just |now )?"
    rf"{_NEAR}\b"
)
_BE = r"(?:i ?'?m|i ?am|am|we're|we are|i (?:do )?feel|feeling)"
_HOW = (
    r"(?:(?:now|really|quite|very|totally|completely|perfectly|absolutely|100%|all|honestly|"
    r"already|and|still|at home) ){0,6}"
)
# "A bit safe" is a doubt, "a bit safer" is none.
_MORE = r"(?:(?:very |so )?much |a bit |a lot |a little(?: bit)? )?(?:better|calmer|safer)"
_WELL = (
    r"(?:(?:well and )?safe(?: enough to (?:go|carry) on)?(?: and (?:well|okay|ok|calm|sound))?|"
    rf"save|saef|sfe|{_MORE}|ok|okay|alright|all right|fine|in a safe place|somewhere safe|"
    r"home safe|out of danger|in no danger|not at risk|(?:not|no longer) in (?:any )?danger)"
)
_AM_SAFE = (
    rf"(?:{_BE} {_HOW}{_WELL}|i(?:'?ve| have) always been (?:safe|out of danger)|"
    r"(?:all )?safe|out of danger|i(?:'?ve| have) calmed down|"
    r"(?:there is |there's |theres )?no danger(?: here)?)"
    r"(?: (?:now|rn|really|again|here|right now|any ?more|at home|thanks|"
    r"thank you(?: (?:so|very) much)?)){0,6}"
)
# What a talk may go on with: a closed list, as "with the rope" would be no wish to talk.
_OF_THE_TALK = (
    r"(?:summary|questions?|talk|talking|chat|conversation|session|coaching|interview|list|topics?|"
    r"subject|next (?:one|bit|part|thing))"
)
_DAILY = (
    r"(?:sleep|sleeping|work|job|family|garden|gardening|bakery|shop|business|school|college|"
    r"university|studies|exams?|office|farm|cafe|restaurant|choir|church|club|music|painting|"
    r"football|walks|walking|knitting|sewing|cooking|baking|reading|books|hobby|hobbies|"
    r"grandchildren|grandkids|holidays?|worries|concerns|hopes|expectations|goals)"
)
_CLOSER = (
    r"(?:children|kids|husband|wife|partner|mother|father|mum|mom|dad|sister|brother|son|daughter|"
    r"friends?|dog|cat|boss|memory|anxiety|doctor|pharmacist|gp|dose|tablets?|pills|medicines?|"
    r"medication|meds|taper|tapering|side effects|withdrawal|nightmares|dreams|pain|panic)"
)
_WHOSE = r"(?:(?:the|my|our|your|this|these) )?(?:(?:last|next|other|rest of (?:the|my)) )?"
_THING = r"(?: (?:thing|stuff|bit|part|question|topic))?"
_WITH = rf" with {_WHOSE}(?:{_OF_THE_TALK}|{_DAILY}{_THING})"
_ABOUT = rf" about {_WHOSE}(?:{_OF_THE_TALK}|(?:{_DAILY}|{_CLOSER}){_THING})"
_ON = (
    rf"(?:(?:(?:go|carry|keep) (?:on|going)|continue)"
    rf"(?:{_WITH}| (?:to talk|talking)(?:{_ABOUT})?)?|"
    rf"(?:keep talking|talk)(?:{_ABOUT})|keep talking|"
    rf"(?:go |get )?back to (?:the|my|our|your) {_OF_THE_TALK})"
)
_ASKED_ON = rf"(?:{_ON}|(?:move|get|crack) on(?:{_WITH})?|proceed|resume)"
_SOFTLY = r"(?:(?:please|pls|plz|just|now) ){0,3}"
_LASTLY = r"(?: (?:now|please|pls|plz|then)){0,3}"
_MAY_WE = r"(?:can|could|shall|may) "
_LETS = r"(?:lets? |let's |let us |(?:we|you) can )"
_WANT = (
    r"(?:i can |(?:i |i'?d |we |i'?m |i am )?(?:(?:just|only|really|do|now) ){0,3}"
    r"(?:want|wish|would like|like|'?d like|happy|ready) to )"
)
_GO_ON = (
    rf"(?:{_SOFTLY}{_MAY_WE}(?:(?:we|you) {_SOFTLY}{_ASKED_ON}|i {_SOFTLY}{_ON}){_LASTLY}[?!]*|"
    rf"{_SOFTLY}{_LETS}?{_SOFTLY}{_ASKED_ON}{_LASTLY}|{_SOFTLY}{_WANT}{_SOFTLY}{_ON}{_LASTLY}|"
    r"(?:the )?(?:next question|summary) please|(?:please )?show me (?:the|my) summary|"
    r"(?:please )?ask (?:me )?the next (?:question|one)|where were we\??)"
)
_RANG = (
    r"i(?:'ve| have)? ?(?:just )?(?:called|rang|rung|phoned|spoke|spoken|talked|got through)"
    r"(?: (?:to|with))?(?: (?:my|the|a))? (?:lifeline|samaritans?|gp|doctor|nurse|crisis "
    r"(?:team|line)|helpline|hotline|mum|mom|sister|brother|daughter|friend|\d{2,4})"
)
_HERE = (
    r"(?:my |the |a )?(?:sister|brother|mum|mom|mam|mother|dad|father|daughter|son|friend|mate|"
    r"nurse|carer|ambulance|paramedics?)(?:'s| is| are) (?:here|with me)(?: (?:now|too|with me))?"
)
_BESIDE = (
    r"(?:yes|yeah|yep|yup|ye|ok|okay|well|oh|thanks|thank you(?: (?:so|very) much)?|thx|cheers|"
    r"please|pls|honestly|really|dear|mate|pal|look|listen|hello|hi|ugh|omg|oh my god|ffs|"
    r"for (?:fuck'?s?|god'?s?|goodness|heaven'?s?|pete'?s?) sake|"
    r"i promise|i swear|(?:(?:i'?m |i am )?(?:just |a bit )?)(?:tired|shaken)|all good|"
    r"(?:i'?m )?not alone|(?:the )?crisis is over|(?:not|never|never was) in (?:any )?danger|"
    r"(?:as |like )?i(?:'ve| have)? (?:(?:just|already|literally) ){0,3}(?:told you|said)"
    r"(?: (?:already|before|twice|(?:two|three|many) times|so many times)){0,2}(?: that(?= i))?|"
    r"how many times(?: (?:do i have to|must i) (?:say|tell you)(?: (?:it|this|that))?)?\??|"
    r"if that'?s what you(?:'re| are)? (?:want to know|mean|asking)|it(?:'s| has)? passed|"
    r"(?:i )?always (?:was|have been)(?: safe)?|i was always (?:safe|fine|ok)|"
    r"(?:i )?was never in (?:any )?danger|(?:i(?:'ve| have)? )?never felt safer|"
    r"(?:i (?:was )?)?(?:just|only) (?:asked|asking)(?: (?:a|you a|one) question)?|"
    r"(?:i )?was (?:just|only) (?:asking|wondering|curious)|"
    r"(?:it|that) (?:was|is) (?:just|only) a question|"
    r"you(?:'ve| have)? (?:misunderstood|misunderstand|misread|misheard)(?: me)?|"
    r"(?:it|that|this) (?:was|is) (?:just |only |all )?a misunderstanding|"
    r"i (?:do not|don'?t) (?:understand|get)(?: (?:it|this|you|why|what you mean|"
    r"why (?:you ask|we stopped|you stopped)))?|"
    r"(?:did|have) i (?:say|said|write|written) (?:something|anything) (?:bad|wrong)\??|"
    r"what did i (?:say|do wrong)\??|"
    r"why (?:do|are) you ask(?:ing)?(?: me)?(?: (?:this|that))?\??|"
    r"why (?:did|have) (?:we|you) (?:stop|stopped|pause|paused)\??|"
    r"the danger has passed|(?:i'?m |i am )?not going to do anything|"
    r"i (?:don'?t|do not) want to (?:die|(?:hurt|harm|kill) (?:myself|anyone))|"
    r"i have no thoughts of (?:dying|suicide|death|(?:hurting|harming|killing) myself)|"
    r"(?:i'?m |i am )not (?:hurt|injured)|nothing (?:has )?happened|"
    r"(?:there is |there's )?nothing(?:'?s| is)? wrong(?: with me)?|"
    r"sorry for the (?:confusion|misunderstanding)|"
    r"(?:i )?(?:just )?(?:can'?t|cannot) sleep(?: tho(?:ugh)?)?|"
    r"i'?m at (?:home|my (?:mum|mom|dad|sister|brother|friend)'?s)|"
    r"(?:they|the hospital) (?:sent|let) me (?:go )?home|"
    r"(?:my |the |a )?(?:doctor|gp|nurse|ambulance|paramedics?|crisis team)(?:'s| has| have)? "
    r"(?:(?:just )?(?:seen|saw|checked|looked at) me|came|been)(?: over)?)"
)
_PLAINLY_SAFE = re.compile(rf"{_AM_SAFE}\b")
_SAID_OF_SELF = re.compile(rf"{_BE} [\w% ]*\b(?:safe|danger)\b")
# Beside "I'm fine" these may be a farewell, or beside a bare "safe" speak of somebody else.
_BESIDE_SAFE = re.compile(
    rf"(?:good ?night|of course|(?:please )?(?:don'?t|do not) worry|no need to worry|"
    r"(?:everything(?:'s| is)|all is) (?:fine|ok|okay|good)|"
    r"(?:no ?one|nobody) (?:needs|has) to come(?: (?:to me|here|over))?|"
    r"(?:i (?:don'?t|do not) need|no need for) an ambulance|"
    r"(?:my |the |our )(?:children|kids|family|baby|son|daughter|husband|wife|"
    r"partner|mum|mom|dog|cat)"
    r"(?:'s| is| are) (?:all )?(?:safe|fine|ok|okay|well)(?: too| as well)?|"
    rf"{_SOFTLY}(?:{_MAY_WE}(?:we|you) |{_LETS})?{_SOFTLY}"
    rf"(?:go|carry|move|get|crack) on with (?:it|this){_LASTLY}\??|{_WANT}move on{_LASTLY}|"
    # "I'm safe. It was a joke" leaves open which of the two was one.
    r"(?:(?:it|that|this) was (?:just |only )?a joke|i was (?:just |only )?joking|"
    r"(?:that'?s|that is|it'?s) not what i meant|you got (?:it|me|that) wrong|"
    rf"(?:i'?m |i am )?sorry|ok(?:ay)?\?+)"
    rf"(?=[\s.,;!-]+(?:(?:and|so|but) )?(?:{_AM_SAFE}|{_GO_ON})\b))"
    r"(?:\b|(?<=\?))"
)
_TAKES_NOTHING_BACK = re.compile(
    # "My sister is here, safe" is said of her.
    rf"(?:{_GO_ON}|{_RANG}|(?:{_HERE}|(?:my |the |a )?{_HELP_COMES.pattern})"
    rf"(?!\W+(?:and )?(?:all )?safe\b)|"
    rf"{_BESIDE}|{_NO_HARM.pattern})(?:\b|(?<=[?!]))"
)
# Nothing may hang in the air: "I'm safe but".
_BETWEEN = re.compile(r"[\s.,;:!\u2026-]*(?:\b(?:and|so|but)\b[\s,]*(?=\w))?")
_NO_FIRST = re.compile(
    r"[\s.,;:!\u2026-]*(?:(?:no\b(?! danger| ?one| need)|nope|nah|but|and)\b[\s.,;:!-]*)*"
)
# Of pictures only the kind ones: a knife says something too.
_AT_LAST = re.compile("[\\s.,;:!)\u2026\U0001f44d\U0001f642\U0001f60a\U0001f64f\u2764\ufe0f-]*")


def says_safe(text: str) -> bool:
    """Whether a message says that its writer is safe, and beside it only what takes nothing back.

    Coaching must not go on because a classifier hopes so, nor at "I'm fine, I only took 20".
    """
    rest = plain(text).lower()
    found = of_self = needs_more = False
    at = _end_of(_NO_FIRST, rest, 0)
    # Phrase by phrase: one pattern for the whole would try every way of parting them.
    while not _AT_LAST.fullmatch(rest, at):
        safe = _PLAINLY_SAFE.match(rest, at)
        careful = None if safe else _BESIDE_SAFE.match(rest, at)
        phrase = safe or careful or _TAKES_NOTHING_BACK.match(rest, at)
        if phrase is None:
            return False
        found = found or bool(safe)
        of_self = of_self or bool(safe and _SAID_OF_SELF.match(safe.group()))
        needs_more = needs_more or bool(careful)
        at = _end_of(_BETWEEN, rest, phrase.end())
    return of_self if needs_more else found


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


# Said without "I am safe", what may stand beside it and adds nothing.
_AROUND = re.compile(
    r"\bif that'?s what you(?:'re| are|r)? (?:want to know|mean|asking|getting at)\b|"
    r"\b(?:can|could|shall|let'?s|please|want|would|like|to|i'?d?|we|us|go|going|carry|carrying|on|"
    r"continue|keep|talk|talking|thanks?|thank|you|yes|yeah|yep|no|nope|and|so|now|again|a|an|bit|"
    r"lot|little|much|really|honestly|promise|at|all|right|here|today|tonight|my|the|over|round|soon)\b"
)
_HOME = re.compile(r"\b(?:they|the hospital) (?:sent|let) me (?:go )?home\b")


def says_nothing_but_safe(text: str) -> bool:
    """Whether "I am safe", "my sister is on her way" or the like is all that is said.

    "Took three instead of one, feel fine" says more.
    """
    if says_safe(text):
        return True
    rest = plain(text).lower()
    helped = _HELP_COMES.search(rest) and not _NOT_SO.search(rest) and not _DOUBT.search(rest)
    if not _NO_HARM.search(rest) and not helped:
        return False
    for known in (_NO_HARM, _COMPANY, _CALLED, _HOME, _AROUND):
        rest = known.sub(" ", rest)
    return not any(char.isalnum() for char in rest)


# Whole messages: "I can't use a saw half asleep, but I did" says more.
_ABSTAINS = re.compile(
    r"\W*(?:and |but |so |well |no )?i (?:can'?t|cannot|couldn'?t|could not|won'?t|will not|"
    r"wouldn'?t|would not|don'?t|do not|(?:would )?never) (?:ever )?"
    r"(?:drive|ride|use|work|operate|climb)"
    r"(?: (?!but\b|and\b|or\b|except\b|without\b|unless\b|anymore\b|any\b)\w+){0,3}?"
    r" (?:half asleep|(?:when|while) (?:i'?m |i am )?(?:half asleep|drowsy|sleepy|foggy|tired)|"
    r"on (?:it|them|these|tablets|my tablets)|after (?:it|them|taking (?:it|them|one)|my tablets?))"
    r"\W*"
)


def keeps_off(text: str) -> bool:
    """Whether all that is said is that machines or roads are left alone while on the medicine."""
    return bool(_ABSTAINS.fullmatch(plain(text).lower()))
