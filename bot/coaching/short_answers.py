"""What a few words mean in answer to a question of the coach's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.assent import begins_with
from bot.language.ruler import ruler_number
from bot.language.sentences import words_alone

# A summary is confirmed by no other words than these; any other is something to add to it.
_CONFIRMS = (
    r"yes|yeah|yep|yup|aye|sure|ok|okay|no|nope|thats?|this|its?|is|are|was|all|everything|looks?"
    r"|sounds?|seems|reads|feels?|like|me|mine|right|good|fine|correct|accurate|fair|perfect|great"
    r"|lovely|true|exactly|spot|on|thanks?|you|ta|very|much|got|have|youve|covers|covered|and|to|i"
    r"|wanted|say|said|how|think|so|well|done|please|keep|save|happy|with|just|about|there|here"
    r"|nothing|or|as|the|a|summary"
)
# These only confirm where they are missing.
_LACKS = r"missing|wrong|add|change|more|else|left|out|leave"
# "That is not what I said" tells nothing new, "my sister, not my mother" does.
_CORRECTS = (
    r"no|nope|nah|thats?|this|its?|is|isnt|not|wasnt|what|i|ive|im|meant|mean|said|say|saying|you"
    r"|youve|u|got|get|have|me|wrong|right|misunderstood|misunderstand|understood|understand|dont"
    r"|didnt|did|do|never|sorry|actually|wait|hang|hold|on|an?|at|all|misread|misheard|mixed|up"
    r"|with|please|well|just|mistaken?|incorrect|correct|quite|really|my|point|again"
)
_CONFIRMING = re.compile(rf"(?:{_CONFIRMS})(?: (?:{_CONFIRMS}))*")
_LACKING_NOTHING = re.compile(
    rf"(?=.*\bnothing\b)(?:{_CONFIRMS}|{_LACKS})(?: (?:{_CONFIRMS}|{_LACKS}))*"
)
_BARE_CORRECTION = re.compile(rf"(?:{_CORRECTS})(?: (?:{_CORRECTS}))*")
# It may say that something is not right.
_BARE_NO = re.compile(r"(?:no|nope)(?: (?:no|nope))*(?:$| (?:please|to|and)\b)")
_ASKS = re.compile(r"(?:and |so )?(?:is|are|was|how|what|who|why)\b|(?:me|and|so|yes and)$")
_NOTHING_LACKS = re.compile(
    r"\bnothing(?: (?:is|was|s))?(?: left)? (?:missing|wrong|else|more|out"
    r"|to (?:add|change|say)(?: or (?:add|change))?)\b"
    r"|\b(?:nothing was left|left nothing) out\b"
    r"|^(?:no )?nothing(?: (?:thanks?|thank you|ta|please|at all))?$"
)
_EITHER_OR = re.compile(
    r"(?:probably |maybe |mostly |sort of )?(?:both|(?:a )?(?:bit|little) of (?:both|each)|some of"
    r" each|half and half|neither|less|more|a lot|lots|loads|everything|months|(?:many )?years"
    r"|yes and no)(?: really| i think| i suppose| ago)?"
)
_ENOUGH = re.compile(
    r"\benough\b(?= (?:now|thanks?|thank you|for)\b|$)|\bsummary(?: please| now| thanks)*$"
    r"|\bno more\b(?= (?:now|thanks?|please|of (?:that|this))\b|$)"
    r"|\b(?:not now|maybe not|move on)\b"
    r"|^(?:\w+ ){0,3}(?:later|another (?:time|day)|tomorrow)$"
    r"|^(?:(?:yes|ok|sure|no|well|thanks|im|ill|thats|lets) )*(?:done|finished|stop|skip(?: it)?"
    r"|pass|next|plenty|(?<=thats )all|none(?: of (?:them|these|those))?|neither|leave it"
    r"|nothing (?:else|more))"
    r"(?: (?:thanks?|thank you|now|please))*$"
)
_NOT_ENOUGH = re.compile(r"\b(?:cant|cannot|not) \w+ (?:no more|enough)|\bi (?:dont|cant|take)\b")
_ANY = re.compile(r"\b(?:all|any|each|either|both|whichever|you choose|every one|the lot)\b")
_ORDINALS = (
    r"\b(?:first|1st|top)\b|^(?:the |number )?(?:one|1)$",
    r"\b(?:second|2nd|middle)\b|^(?:the |number )?(?:two|2)$",
    r"\b(?:third|3rd)\b|^(?:the |number )?(?:three|3)$",
)
# Words with which somebody names one of several: "wait a second" and "last night" name none.
_NAMING = re.compile(
    r"the|an?|ones?|please|pls|yes|yeah|yep|ok|okay|number|option|about|that|thing|bit|topic|of|them"
    r"|those|these|this|i|id|ill|would|like|to|take|have|want|tell|me|go|for|with|read|lets?|see|hear"
    r"|love|dear|then|and|do|you|mind|which|if|it|is|on|ta|thanks?|choose|every|us|how|first|1st|top"
    r"|second|2nd|middle|third|3rd|last|bottom|two|three|[123]|all|any|each|either|both|whichever"
)
_LAST = re.compile(r"\b(?:last|bottom)\b")
_OF_THEIR_OWN = ("i", "im", "ive", "my")
_LETTERS = 4
_FEW = 7
# A number with its reason: "8 because of my grandchildren".
_REASON = re.compile(r"\b(?:because|becos|cos|coz|cuz|cause|since i|as i|for my|so i can)\b")
_AT_FIRST = (
    r"(?:(?:no|oh|sorry|wait|actually|hang on|hold on|hmm|well|ok|and|can you|could you|please|lets"
    r"|i want to|id like to|id|i would|rather|or) )*"
)
_ONE_TO_TEN = r"(?:\d\d?|zero|one|two|three|four|five|six|seven|eight|nine|ten)"
# "Change that to 6" is about the number before, whatever was asked since.
_CHANGES = re.compile(
    rf"{_AT_FIRST}(?:change|make|lower|raise|move) (?:it|that|this"
    r"|(?:my|the) (?:number|answer|score|first|other|last|\d+))\b(?! (?:no|past)\b)"
    rf"|{_AT_FIRST}(?:the )?(?:first|other|last) (?:one|number)\b"
)
_AMENDS = re.compile(
    rf"{_AT_FIRST}(?:i meant?|meant|(?:it|that) should (?:be|say|have been)"
    rf"|put (?:it (?:at )?|that |a )?{_ONE_TO_TEN} (?:instead|please|rather|then)"
    rf"|(?:(?:its|it is|thats) )?more like (?:an? )?{_ONE_TO_TEN}$)"
    rf"|(?:(?:no|sorry|actually|wait|oh|hang on|hold on|or|rather) )+"
    rf"(?:(?:its|it is|say|about|maybe|id say|put|an?|more like|make it|make that) )*{_ONE_TO_TEN}$"
)
# What is asked now is told in these words, and what was asked before in none of them.
_OF_THIS_ONE = re.compile(
    r"\b(?:this|so) (?:one|time|is)\b|\b(?:id|lets|would) make\b|\bthis an?\b"
    r"|\b(?:harder|easy|higher)\b"
)
_AMOUNT = re.compile(
    r"\b(?:years?|hours?|\d*mgs?|tablets?|pills?|dose|died|an? (?:day|night)|i took|i take|at \d+"
    r"|meant to (?!say|put|press))\b"
)
_FIRST_SENTENCE = re.compile(r"(?:\A|(?<=[.!?;\n]))[^.!?;\n\d]*\d[^.!?;\n]*")
_NOT_FIRST = re.compile(r"\W*(?:no\W+)?(?:its |it is |thats |that is |im |i am )?not\b")
# "i dunno what healthy is anymore" is about not knowing, whatever it names.
_NOT_KNOWING = re.compile(
    r"(?:(?:well|sorry|um+|er+|honestly|really|just|i|im|am) ){0,4}(?:dunno|idk|no idea"
    r"|not sure|(?:dont|do not|cant|cannot|couldnt) (?:really |even )?(?:know|remember|say|tell))"
    r"(?: anymore| any more)? (?:what|who i am|how (?:i (?:feel|would spend)"
    r"|to (?:say|answer|put|explain)))\b"
)
_NOT_KNOWING_IN = 10
_DOES_NOT_FOLLOW = re.compile(
    r"\b(?:i|im|am) (?:dont|do not|not|didnt|did not)(?: \w+)? (?:understand|follow|get)"
    r" (?:(?:the|this|that|your)(?: last)? (?:questions?|one)\b|what you (?:mean|ask|want)"
    r"|(?:you|this|that|it)$)"
    r"|\bnot sure i (?:follow|understand)(?:$| (?:you|that|do you)\b)|\bsorry my english\b"
    r"|^(?:huh|pardon|sorry|ah|ok|oh|what|but)?(?: \w+){0,2}?do you mean (?:\w+ ){1,8}or\b"
)
_IS_THE_PATIENT = re.compile(
    r"\b(?:its|it is|this is) (?:me\b|for me\b|my own\b|about me\b)"
    r"|\bi(?:m| am) the (?:one|patient)\b|\bi (?:take|am taking|have taken) (?:it|them) myself\b"
    r"|\b(?:take|taking|on) \w+ myself\b"
)
_A_MEDICINE = (
    r"(?:them|it|these|those|one|some|the (?:same|tablets|pills)|\w*(?:pam|lam|clone|pidem|plon)"
    r"|valium|xanax|ativan|klonopin|stilnox|ambien|sleeping (?:pills|tablets))"
)
_TAKES_THEM_TOO = re.compile(
    rf"\b(?:i (?:do |also )*(?:take|am on|use)|im on) {_A_MEDICINE} (?:too|as well|also)\b"
    rf"|\b(?:i also (?:take|am on|use)|im also on) {_A_MEDICINE}\b|\bi do take them\b"
)
_ASKS_WHAT_NUMBERS_MEAN = re.compile(
    r"\b(?:whats?|what is|what does|which is|is)(?: \w+){0,2}? (?:nought|zero|nil|0|ten|10)\b"
    r"(?! (?:mgs?|tablets?|years?|more))"
    r"|\bwhat (?:do|does) (?:the|those|these) (?:numbers?|scale)\b"
    r"|\b(?:which|what) (?:end|way round)\b"
)


def confirms_summary(text: str) -> bool:
    """Whether a text only says that the summary is right: "no, nothing missing"."""
    said = words_alone(text)
    if text.rstrip().endswith("?") or _BARE_NO.match(said) or _ASKS.match(said):
        return False
    if "nothing" in said.split():
        rest = _NOTHING_LACKS.sub("", said)
        complete = rest != said and not re.search(rf"\b(?:{_LACKS})\b", rest)
        return complete and bool(_LACKING_NOTHING.fullmatch(said))
    return bool(_CONFIRMING.fullmatch(said))


def corrects_something(text: str) -> bool:
    """Whether a correction also tells what is right."""
    return not _BARE_CORRECTION.fullmatch(words_alone(text))


def names_what_is_right(text: str) -> bool:
    """Whether what a correction names first is right: not in "not diazepam, lorazepam"."""
    return not _NOT_FIRST.match(words_alone(text))


def does_not_know(text: str) -> bool:
    """Whether a short text says that its writer does not know: "i dunno what i would do"."""
    said = words_alone(text)
    return bool(_NOT_KNOWING.match(said)) and len(said.split()) <= _NOT_KNOWING_IN


def does_not_follow(text: str) -> bool:
    """Whether a question was not understood: "sorry my english, is it about money or the body?"."""
    return bool(_DOES_NOT_FOLLOW.search(words_alone(text)))


def is_the_patient(text: str) -> bool:
    """Whether somebody says that it is they who take the medicine."""
    return bool(_IS_THE_PATIENT.search(words_alone(text)))


def takes_them_too(text: str) -> bool:
    """Whether somebody who wrote about another says that they take the medicine as well."""
    return bool(_TAKES_THEM_TOO.search(words_alone(text)))


def asks_what_numbers_mean(text: str) -> bool:
    """Whether somebody asks what the ends of the line stand for: "is 10 the most?"."""
    asks = text.rstrip().endswith("?") or words_alone(text).startswith(("what", "which", "is "))
    if ruler_number(text) is not None:
        return False
    return asks and bool(_ASKS_WHAT_NUMBERS_MEAN.search(words_alone(text)))


def chooses(text: str) -> bool:
    """Whether a text is the answer to an either-or question, such as "some of each"."""
    return bool(_EITHER_OR.fullmatch(words_alone(text)))


def wants_no_more(text: str) -> bool:
    """Whether a text lets an offer pass, though it may begin with yes: "yes that is enough"."""
    said = words_alone(text)
    return bool(_ENOUGH.search(said)) and not _NOT_ENOUGH.search(said)


def chosen(text: str, titles: Sequence[str]) -> int | None:
    """Which of `titles` a short text names, by its place, its words, or "any"; None if none."""
    said = words_alone(text)
    words = said.split()
    if not words or len(words) > _FEW or wants_no_more(text):
        return None
    if begins_with(text) == "no" or _NOT_FIRST.match(said):
        return None
    own = {word for title in titles for word in words_alone(title).split()}
    if text.rstrip().endswith("?") or any(
        not _NAMING.fullmatch(word) and word not in own for word in words
    ):
        return None
    if _LAST.search(said):
        return len(titles) - 1 if titles else None
    for nth, pattern in enumerate(_ORDINALS[: len(titles)]):
        if re.search(pattern, said):
            return nth
    # "I sleep badly" tells something and asks for nothing.
    place = named(text, titles) if words[0] not in _OF_THEIR_OWN else None
    if place is not None:
        return place
    return 0 if titles and _ANY.search(said) else None


def named(text: str, titles: Sequence[str]) -> int | None:
    """The first of `titles` of which a text has a word that the others have not."""
    words = words_alone(text).split()
    for place, title in enumerate(titles):
        others = {word for other in titles if other != title for word in words_alone(other).split()}
        telling = {word for word in words_alone(title).split() if len(word) >= _LETTERS} - others
        if telling.intersection(words):
            return place
    return None


def gives_reason(text: str) -> bool:
    """Whether a number comes with its reason."""
    return bool(_REASON.search(words_alone(text)))


def amended_number(text: str, asked_anew: bool = False) -> int | None:
    """The number that takes the place of the one before: "sorry i meant 3", "no, put 6 please".

    With `asked_anew` another number was asked for meanwhile, and only "change that to 3" is about
    the one before. None for a reason, such as "0 would mean i don't care".
    """
    for part in (text, *_FIRST_SENTENCE.findall(text)[:1]):
        said = words_alone(part)
        changes = _CHANGES.match(said) and not (asked_anew and _OF_THIS_ONE.search(said))
        if _AMOUNT.search(said):
            continue
        if changes or (not asked_anew and _AMENDS.match(said)):
            number = ruler_number(part)
            if number is not None:
                return number
    return None
