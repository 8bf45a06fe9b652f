"""A number from 0 to 10, given as an answer on a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.language.amounts import SMALL_NUMBERS, plain_value
from bot.language.sentences import plain

_READ_AT_MOST = 1_000

_RULER_NUMBER = rf"\d+(?:[.,]\d+)?|(?:{SMALL_NUMBERS}|hundred)"
_OF_TEN = re.compile(
    rf"(?<![\w./-])(?P<n>{_RULER_NUMBER})(?: ?(?:-|to|or) ?(?:{_RULER_NUMBER}))?(?:ish)?"
    r" ?(?:/|out of|outta|of|over|from|in|on) ?(?:10|ten)\b(?!/)"
    r"(?! (?:people|times|days|nights|women|men|doctors|tricks|tablets|pills|attempts|tries))"
)
_SCALE = re.compile(
    r"\b(?:(?:on )?(?:a |the )?scale (?:of|from) |from |between )?"
    r"(?:0|1|zero|one) ?(?:to|-|\u2013|and|through) ?(?:10|ten)\b"
)
_ALONE = re.compile(
    rf"(?<![\w./:$£€-])(?:(?P<low>{_RULER_NUMBER})"
    r" ?(?:-|\u2013|to|or|and|/|,? ?(?:maybe|perhaps|possibly)(?:,? or)?) ?"
    r"(?:an? |maybe |perhaps )?)?"
    rf"(?P<n>{_RULER_NUMBER})(?P<tail>ish)?(?![\w%/:$£€]|[.,]\d)"
)
# "two, maybe one on a bad day" is a two, "three maybe, or four" a three.
_SECOND_THOUGHT = re.compile(r"\b(?:maybe|perhaps|possibly)\b")
# "6. no 7" and "4 or 5, so maybe 5" come to the last, "6 for me, 2 for Jim" is a six.
_COMES_TO = re.compile(r"\b(?:no|sorry|wait|actually|(?:make|call) it|so)(?: maybe| say)?\W*$")
_FOR_ME = re.compile(r"\s*for (?:me|myself)\b")
_FOR_OTHERS = re.compile(r"\s*for (?:him|her|them|my (?!self)\w+)\b")
_SAID_BEFORE = re.compile(
    r"(?:^|[,.;:!?(]|\b(?:say|said|about|maybe|mayb|probably|prob|perhaps|around|roughly|a|an|"
    r"be|is|its|it's|im|i'm|like|only|just|rate|give it|more like|between|well|um+|er+|hm+|ok|yeah|"
    r"so|no|then|think|guess|now|today|still|number|and|but|or|not|nearly|almost|barely|"
    r"put it|solid|low|high|big|definitely|honestly|tbh|probs))\s*$"
)
_CLOCK = re.compile(r"\b(?:w[oa]ke|waking|up|asleep|bed|sleep) (?:up )?at\s*$")
# "I take 2 at night" and "down to 3" are doses, "when I was 9" is an age, "my wife says 9" is
# another's, and "less than 5" and "not a 10" name what it is not.
_NOT_THE_ONE = re.compile(
    r"\b(?:take|took|taking|taken|below|under|above|(?<!just )over|"
    r"(?:less|lower|more|higher|greater) than|(?<!why )not|isn'?t|wasn'?t|wouldn'?t|can'?t|never|"
    r"its no|it's no|minus|negative|instead of|rather than|have said|would say|on|have|had|need|"
    r"(?:wife|husband|mum|mother|doctor|doc|gp|they) (?:says?|said|gave me)|down to|dropped to|"
    r"half|get to|aiming for|goal is|be on|prescribed|from|bed by|(?:since|when) i was|aged|"
    r"(?:son|daughter|grand\w+|boy|girl|he|she) is|(?:awake|up) since|pain(?: is)?|step|question|"
    r"cloud|(?:ask|ring|call) me at|dinner at|appointment is at)"
    r"(?: (?:be|say|even|really|quite))*(?: an?)?\s*$"
)
_NOT_AFTER = re.compile(r"\s*(?:at|in the|before|for) (?:night|bed\w*|morning|evening)\b")
_PART = re.compile(r"(?<=\d) ?(?:[½¼¾]|[1-3][/\u2044][234]\b)")
_ASKS_FOR_IT = re.compile(
    r"(?:what|which|does|if)\b|is\b.*\?$|.*\b(?:right|yes|correct)\s*\?$|you want me to say"
)
_SAID_AFTER = re.compile(
    r"^\s*(?:$|[^\w\s%$£€]|(?:because|becos|cos|coz|cause|bc|cuz|but|i|if|im|id|ive|though|tho|"
    r"really|maybe|mayb|perhaps|or|and|so|as|today|now|at|for|on|right|tops|max|it|its|when|since|"
    r"hopefully|tbh|mate|lol|please|pls|thanks|honestly|probably|doc|love|then|not|no|ish|most|"
    r"that|thats|well|my|just|with|only|very|pretty|seems|sounds|would|is|cus|"
    r"instead|rather|definitely|obviously|easily|easy|atleast|plus)\b)"
)
_UP_TO_WORDS = 6
_BEFORE_IT = 40


def ruler_number(text: str) -> int | None:
    """The number from 0 to 10 that a text gives as an answer; None where none or several are meant.

    Of a range ("6 or 7") the lower one counts.
    """
    lowered = _PART.sub("", plain(text)[:_READ_AT_MOST].lower())
    if _ASKS_FOR_IT.match(lowered.strip()):
        return None
    for match in _OF_TEN.finditer(lowered):
        if not _NOT_THE_ONE.search(lowered[: match.start()]):
            return _ruler(match.group("n"))
    lowered = _SCALE.sub(" ", lowered).strip()
    short = len(lowered.split()) <= _UP_TO_WORDS
    found: list[tuple[int | None, str, str]] = []
    for match in _ALONE.finditer(lowered):
        before, after = lowered[: match.start()], lowered[match.end() :]
        if not _SAID_AFTER.match(after) or _CLOCK.search(before):
            continue
        if _NOT_THE_ONE.search(before[-_BEFORE_IT:]) or _NOT_AFTER.match(after):
            continue
        if not short and not _SAID_BEFORE.search(before[-20:]):
            continue
        if match.group("n") == "one" and not _one_is_a_number(before, after):
            continue
        found.append((_lower(match), before, after))
    return _meant(found)


def _meant(found: Sequence[tuple[int | None, str, str]]) -> int | None:
    """The one number of those found, with the text before and after each, that is the answer."""
    own = [number for number, _, after in found if _FOR_ME.match(after)]
    if len(own) == 1:
        return own[0]
    numbers = [n for n, _, after in found if not _FOR_OTHERS.match(after)] or [
        n for n, _, _ in found
    ]
    if len(set(numbers)) == 1:
        return numbers[0]
    return numbers[-1] if found and _COMES_TO.search(found[-1][1]) else None


def _one_is_a_number(before: str, after: str) -> bool:
    if re.search(r"\b(?:no|any|some|every|this|that|the|each|another|first|last)\s*$", before):
        return False
    if re.search(r"\b(?:the|this|that|which) \w+\s*$", before):
        return False
    return not re.match(r"\s*(?:of|day|thing|more|time)\b", after)


def _lower(match: re.Match[str]) -> int | None:
    numbers = [_ruler(n) for n in (match.group("low"), match.group("n")) if n]
    if _SECOND_THOUGHT.search(match.group()):
        return numbers[0]
    return None if None in numbers else min(n for n in numbers if n is not None)


def _ruler(number: str) -> int | None:
    value = Decimal(100) if number == "hundred" else plain_value(number)
    return int(value) if value is not None and value <= 10 else None
