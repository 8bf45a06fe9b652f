"""A plain no to the question whether somebody thinks of dying.

Whatever stands beside a no may take it back ("no but I have the pills counted", "no reason to
live"), and no list of such words has an end. So a no is a whole message of these phrases.
"""

from __future__ import annotations

import re


def _any(*phrases: str) -> str:
    return f"(?:{'|'.join(phrases)})"


class Phrases:
    """Patterns of whole words."""

    def __init__(self, *patterns: str) -> None:
        self._patterns = [re.compile(rf"(?:{pattern})(?: |$)") for pattern in patterns]

    def end(self, said: str, start: int = 0) -> int | None:
        """Where the longest phrase that begins at `start` ends; None if none begins there."""
        found = (pattern.match(said, start) for pattern in self._patterns)
        return max((match.end() for match in found if match), default=None)

    def make_up(self, said: str, start: int = 0) -> bool:
        """Whether there is nothing but such phrases from `start` on.

        One pattern for the whole would try every way of parting them.
        """
        at: int | None = start
        while at is not None and at < len(said):
            at = self.end(said, at)
        return at is not None


_IT = _any(
    "it", "that", "this", "them", "those", "dying", "death", "suicide", "being dead",
    "not wanting to live", "such (?:a )?things?",
) + "(?: at all)?"  # fmt: skip
_THOUGHTS = (
    f"(?:(?:any|no|such|those|these|suicidal) )*thoughts?(?: like (?:that|this|those)| of {_IT})?"
)
_NOT = _any("dont", "do not", "never")
_HAVE_NOT = "(?:i )?(?:have |ive )?(?:never|havent|have not) (?:ever )?"
_EXCLAIMS = _any(
    "oh", "hell", "fuck", "jesus", "christ", "blimey", "crikey", "gosh", "(?:thanks )?but",
    "(?:bloody|fucking)(?: hell)?", "(?:my |good )*(?:god|lord|heavens?|gracious|goodness)",
    "thank (?:god|goodness)", "thankfully", "luckily", "fortunately", "hard", "big", "for sure",
)  # fmt: skip
_ENDING = (
    "(?:thinking (?:of|about)|planning|wanting|going) (?:to )?(?:it|that|dying|die|suicide"
    "|(?:end|take|ending|taking) (?:it all|(?:my|our|their|anyones|a) (?:own )?li(?:fe|ves))"
    "|(?:kill|hurt|harm)(?:ing)? (?:myself|anyone|anybody))(?: at all)?"
)
_DENIALS = (
    f"(?:{_EXCLAIMS} )*(?:no+|nope+|nop|na+h+|naw|nae|nay|never(?: ever)?)",
    "(?:of course|course|certainly|definitely|absolutely|obviously|thankfully|luckily) not",
    "(?:hell )?no way", "no chance", "by no means", "far from it", "quite the opposite",
    "not (?:at all|really|ever|(?:even )?once|me|suicidal|like that|(?:so|that) bad|one bit|a bit)",
    "not (?:in the (?:slightest|least)|for (?:a|one) (?:second|moment))",
    "none(?: at all| whatsoever| of (?:that|those))?",
    "(?:its )?nothing (?:like that|of the (?:sort|kind))(?: at all)?",
    "(?:i|they|it|there) (?:dont|do not|doesnt|does not|havent|have not|hasnt|has not|arent)",
    "(?:i|they|it) never (?:do|does|have|has|did)", "i have never", "never (?:have|did|will)",
    f"(?:i )?{_NOT} (?:ever )?(?:think so|think (?:of |about )?{_IT}|think (?:like that|that way))",
    f"(?:i )?{_NOT} (?:ever )?(?:feel (?:it|(?:like )?(?:that|this)(?: way)?)|want to die)",
    f"(?:i )?{_NOT} (?:ever )?wish (?:that|for that|i (?:was|were) dead)",
    f"(?:i )?{_NOT} (?:ever )?(?:have (?:{_IT}|any)|(?:have|get) {_THOUGHTS}|get (?:them|any))",
    f"{_HAVE_NOT}(?:had|thought|wanted|wished|felt)"
    f"(?: (?:{_THOUGHTS}|(?:of |about )?{_IT}|any|to die|like (?:that|this|dying)|that way))?",
    f"(?:there (?:are|is) )?(?:no|none) (?:such )?{_THOUGHTS}",
    "(?:(?:it|that|this|the thought) )?(?:has |its )?(?:never|not|doesnt|hasnt)(?: even| ever)?"
    " cross(?:es|ed)? my mind",
    "it (?:never|doesnt) gets? (?:that bad|to that)", "never in (?:my life|a million years)",
    "(?:im|i am|i aint|aint) not (?:suicidal|like that|that bad)", "aint (?:suicidal|like that)",
    "i aint", "(?:im|i am) not", "(?:its |it is )?not that(?: bad| deep)?", "its not like that",
    f"(?:im|i am|we are) not {_ENDING}", f"(?:no ?one|nobody)(?: here)? is {_ENDING}",
    f"(?:i )?{_NOT} want to (?:die|be dead|kill myself|end (?:my|anyones|a) (?:own )?life)",
    f"(?:i )?have never been {_ENDING}",
    "(?:no ?one|nobody)(?: (?:is|at all|does|else|in my family|close to me(?: is)?))*",
    "none of us(?: (?:is|are|does|do))?", "neither(?: of us)?(?: (?:is|does))?",
    "neither (?:me|i) nor (?:anyone|anybody)(?: (?:else|i know|close to me))*",
    "(?:nor|neither) (?:is|does|do) (?:anyone|anybody)(?: (?:else|i know|close to me))*",
    "i have no such thoughts?", "not in a million years", "(?:nobody|no one) is suicidal",
    "i dont ever", "no nothing(?! like| of)", "on the contrary",
)  # fmt: skip
_STATE = (
    "(?:(?:a bit|a little|a lot|very|so|really|always|pretty) )*"
    "(?:tired|exhausted|stressed|anxious|worried|nervous|sleepy|fine|(?:all )?good|ok|okay|alright"
    "|all right|happy)"
)
_BESIDE = (
    f"(?:i feel |im |i am |i was |its |it is )?(?:just |only )*{_STATE}"
    "(?: (?:now|today|sometimes|at times|thanks|thank you))?",
    "(?:i )?(?:just |only )*(?:cant|cannot|dont|do not) sleep(?: well)?(?: at night)?",
    "(?:i )?sleep (?:badly|poorly)",
    "(?:im|i am) (?:just |only )*(?:scared|afraid|terrified|frightened) of"
    " (?:dying|death|withdrawal)",
    "(?:its|it is|it was|thats) (?:just |only )*(?:the |a |my )?"
    "(?:stress|insomnia|anxiety|tablets|neighbou?rs|noise|nights|bad (?:day|week)|saying"
    "|expression|figure of speech)",
    "(?:i )?(?:love|like) (?:my )?life", "(?:im|i am) (?:an? )?(?:happy person|tired only)",
    "(?:ive|i have|have) (?:got )?(?:a lot|plenty|too much|so much) to live for",
    "i (?:just |only )*want to (?:live|get better|sleep(?: better)?|feel (?:normal|better))",
    "i (?:just |only )*want (?:to (?:come|get) )?off (?:the|these|them)(?: tablets)?",
    "(?:i (?:just )?was|i was only) (?:only |just )*(?:joking|venting)",
    "i (?:didnt|did not) mean (?:it )?(?:like )?that(?: way)?",
    "you (?:have )?(?:misunderstood|misread)(?: me)?", "(?:thanks|thank you)(?: for asking)?",
    "honestly", "really", "i promise", "i swear", "for sure",
    "thank (?:god|goodness)", "(?:i (?:was|am) |im )?(?:just |only )*(?:kidding|joking)",
    "(?:that(?:s| is) )?not what i (?:meant|said)", "everyone(?: here)? is (?:safe|fine|well|ok)",
    "i (?:only |just )?meant (?:the |my )?(?:tablets?|pills?|sleep|medicine|nights?|cupboard)",
    "sorry(?: for the (?:confusion|misunderstanding|fright))?",
    "(?:im|i am) (?:quite |very )?sure(?: i (?:dont|do not|havent))?", "either", "thats all",
    "mate", "dear", "love", "doctor", "doc", "sir", "bro", "man", "lol", "haha", "x",
    "(?:please )?(?:lets |let us |can we |could we )?(?:carry|go|move) on", "please continue",
    "why(?: (?:do|would) you ask(?: (?:me )?that)?)?", "what a question", "are you mad",
    "dont (?:worry|be (?:silly|daft))", "nothing to worry about",
)  # fmt: skip
_DENIES = Phrases(*_DENIALS)
_TAKES_NOTHING_BACK = Phrases(
    *(f"(?:(?:and|but|because) )?(?:{phrase})" for phrase in (*_DENIALS, *_BESIDE))
)
# "Never happy", "I never thought I'd be fine", "never not", and "I don't know" spelt by ear.
_DENIES_SOMETHING_ELSE = re.compile(
    r"\b(?:never|dont|do not|not|havent)(?: ever)?(?: (?:feel|felt|been|get|have|had|thought))?"
    rf" {_STATE}\b|\bnever not\b|^(?:i )?(?:dont|do not) no$"
    # Bare thanks decline to answer.
    r"|^no (?:thanks|thank you)$"
)
_MANY = 25


# A no that leaves something open.
_HALF = re.compile(r"\bnot really\b|\bthink so\b|\bthat bad\b|\blike that\b|\bnot at the moment\b")


def only_denies(said: str, strictly: bool = False) -> bool:
    """Whether `said`, lower-case words with one space between them, is a denial and no more.

    With `strictly` nothing else stands beside it, and it is no half one.
    """
    if strictly:
        return _DENIES.make_up(said) and bool(said) and not _HALF.search(said)
    if len(said.split()) > _MANY or _DENIES_SOMETHING_ELSE.search(said):
        return False
    end = _DENIES.end(said)
    return end is not None and _TAKES_NOTHING_BACK.make_up(said, end)
