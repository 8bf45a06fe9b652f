"""What is said in answer to the question whether somebody thinks of dying."""

from __future__ import annotations

import re
from typing import Literal

from bot.language.sentences import words_alone
from bot.risk.denials import Phrases, only_denies
from bot.risk.verdict import Verdict

_FIRST = (
    r"(?:oh|ah|what|wtf|wait|um+|uh|er+m*|hm+|well|right|so|ok|okay|honestly|truthfully|actually|sorry|sadly"
    r"|unfortunately|to be honest(?: with you)?|tbh|ngl|lol|ha(?:ha)+|och|omg|i think|i suppose"
    r"|i guess|im afraid|if im honest|i must say|(?:the|my) answer is|id say|i would say)"
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
    r"some ?times|some (?:days|nights|mornings|evenings)|often|occasionally|at times"
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
_LEAVES_OPEN = Phrases(_PARTLY, _BESIDE)
_OPEN = re.compile(rf"\b(?:{_PARTLY})\b")
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
# Told with a question mark, a no is doubted by whoever says it: "no?", but not "no, why?".
_ASKS_BACK = re.compile(r"(?!.*\b(?:why|what|can|could|shall|mad)\b).*\?\W*", re.I | re.S)
_DENIED = re.compile(r"(?:yes|yeah|yep) (?=(?:no|nah|nope|i(?:m| am) sure)\b)")
_SURE = re.compile(r"i(?:m| am) (?:quite |very )?sure (?=i )")
# Whole messages that decline to answer, or say how often.
_EVADES = re.compile(
    r"(?:(?:no|sorry|can we|id|i) )*(?:skip(?: (?:it|that|this))?|pass|next(?: question)?"
    r"|(?:(?:i would|id) )?(?:rather|prefer) not(?: to)?|no thanks?(?: you)?"
    r"|not (?:saying|telling(?: you)?|answering(?: that)?|going there|your business)"
    r"|(?:lets )?not go there|dont ask(?: me that)?|(?:i )?refuse to answer"
    r"|(?:(?:its|thats) )?(?:private|personal|complicated)|(?:do i|why do i) have to answer)"
)
_NOW_AND_THEN = re.compile(
    r"(?:(?:only|just|but|yes|yeah|quite|too|at|on|in|i|it|does|do) )*"
    r"(?:every (?:so often|now and (?:then|again))|now n then|sumtimes|smtimes|sometime|often"
    r"|most of the time|used to|once|fleeting(?:ly)?|(?:the small hours|bad days|a way|a sense"
    r"|the past)|pretty much|not (?:yet|today|lately|right now|at the moment|seriously|exactly"
    r"|quite)|(?:mostly|usually) (?:no|not)|(?:i )?(?:hope not|try not to))"
    r"(?: (?:yes|no|tbh|lol|i do|now))*"
)
_YES_IN_OTHER_WORDS = re.compile(
    r"(?:big |hell )?(?:y+e+a+h+|ye+s+|yh|yuh|yas|ys|och aye|uh ?huh|mhm+|affirmative|indeed"
    r"|basically)$"
    r"|(?:it|that) (?:happens?|has|did)$|i (?:did|used to)\b(?! not)"
    r"|theres? (?:have |has )?(?:are |been )?(?:times|days|nights)\b"
    r"|(?:i )?(?:wont|cant|couldnt) (?:lie|deny|say no)\b|(?:id|i would) be lying if\b"
    r"|cant say i (?:dont|havent)\b|(?:i )?wish i (?:was|were|wasnt)\b"
    r"|(?:i )?(?:want to|wanna) (?:be dead|die)\b"
)
_BEGINS_WITH_NO = re.compile(
    r"(?:hell |god |good god |heavens |oh )?(?:no|nope|nah|naw|never|not|none|nothing"
    r"|(?:of course|certainly|definitely|absolutely) not"
    r"|i(?:m| am) not|(?:it|i|they) (?:dont|do not|havent|have not|never|doesnt|wont|would never)"
    r"|(?:dont|do not))\b(?! (?:mind|worries|problem)\b)"
)
# "Always tired", "there are side effects", "I have been on it for years".
_ANOTHER_MATTER = re.compile(
    r"always (?!yes|have|do\b|think|thought)\w"
    r"|there are (?!times|days|nights|moments|some|thoughts|yes)\w|i have (?:been on|had it for)"
    r"|i do have (?!thoughts|them|those|that|times|days)"
)
_RELATIVE = (
    r"(?:(?:my|our|the) (?:\w+ )?(?:son|daughter|wife|husband|partner|mum|mom|mam|mother|dad|father"
    r"|brother|sister|friend|mate|girlfriend|boyfriend|flatmate|neighbou?r|kid|child|boy|girl|aunt"
    r"|uncle|gran\w*|nephew|niece|cousin|grandson|granddaughter)|he|she|they)"
)
# "My son is", "he said so", "it is my daughter": somebody close to them.
_SOMEBODY_DOES = re.compile(
    r"(?:(?:yes|yeah|not me|but|well|its|it is|i think) )*"
    rf"{_RELATIVE}(?: (?:is|does|do|are|has|have|might|may|said so|says so"
    r"|wants? to(?: die| be dead)?)(?: (?:yes|i think|now|often|sometimes))*)?"
)
_OWNS_TO_IT = re.compile(
    r"(?:i am|me|its me|it is me|we (?:both )?are|both(?: of us)?|some(?:one|body) is|exactly|true"
    r"|correct|every (?:minute|hour|second)|i have(?: before)?|i was|(?:im |i am )?considering it"
    r"|(?:no )?(?:only|just) thoughts?)(?: yes| now)*"
)
# "What? I never said that" protests, and answers nothing.
_PROTESTS = re.compile(
    r"(?:(?:what|no|huh|hey|wtf|but) )*i (?:never|havent|have not|didnt|did not)"
    r" (?:ever )?(?:say|said) (?:that|it|this|anything like that|so)(?: at all)?"
)
_MANY = 25


def answer_to_thoughts(text: str, strictly: bool = False) -> Literal["yes", "no", "unclear"] | None:
    """What `text` answers to the question: "yes" too where it leaves it open, such as "idk".

    "unclear" is what begins with a no and says more, which may take it back: "no, not while she is
    alive". None where it answers something else. Both are left to the detector. With `strictly`
    only a bare no counts.
    """
    said = words_alone(text)
    bare = _OPENERS.sub("", said, count=1)
    denied = _SURE.sub("", _DENIED.sub("", bare))
    if only_denies(denied, strictly) and not _ASKS_BACK.fullmatch(text):
        return "no"
    if _ANOTHER_MATTER.match(bare):
        return None
    if _PROTESTS.fullmatch(bare):
        return "unclear"
    if _SOMEBODY_DOES.fullmatch(bare) or _OWNS_TO_IT.fullmatch(bare):
        return "yes"
    if _YES.match(bare) and not _NO_YES.match(bare):
        return "yes"
    if _EVADES.fullmatch(said) or _NOW_AND_THEN.fullmatch(bare) or _YES_IN_OTHER_WORDS.match(bare):
        return "yes"
    if len(said.split()) <= _MANY and (_leaves_it_open(said) or _SAYS_SO.search(said)):
        return "yes"
    return "unclear" if _BEGINS_WITH_NO.match(bare) else None


def _leaves_it_open(said: str) -> bool:
    return bool(_OPEN.search(said)) and _LEAVES_OPEN.make_up(said)


def verdict_of_thoughts(text: str) -> Verdict:
    """The risk in owning to them, in the words `text`, or by a button where there are none.

    "My son is" owns to somebody else's.
    """
    if _SOMEBODY_DOES.fullmatch(_OPENERS.sub("", words_alone(text), count=1)):
        return Verdict("urgent", "suicide_self_harm", "suicide.someone_wish", text)
    return Verdict("urgent", "suicide_self_harm", "answer.thoughts", text)
