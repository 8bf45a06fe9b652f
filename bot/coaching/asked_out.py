"""What a message asks out of the summary: which lines it names, and what it tells besides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.coaching.lines_named import cited, content, named, plainly
from bot.coaching.short_answers import confirms_summary, corrects_something
from bot.language.sentences import (
    KEEP_FIRST,
    KEEP_LAST,
    has_content,
    pieces,
    plain,
    split,
)

_LONGEST = 1000
# No wish to take a line out is longer, and patterns take long for a sentence without an end.
_LONGEST_WISH = 400
_BEFORE = (
    r"(?:(?:please|can you|could you|would you|can we|you can|i want you to|id like you to|just"
    r"|i would like you to|you should|you need to|its wrong|thats wrong|thats not right|one thing"
    r"|no|yes|yeah|ok|and|but|sorry|well|also|so|then|oh|lol|haha|hi|hey|actually|maybe|thanks"
    r"|thank you|lets) )*"
)
_LINE = r"(?:lines?|parts?|things?|bits?|words?|sentences?|paragraph|stuff|points?|one)\b"
# What stands for quoted words while a message is taken apart.
_MARK = r"zzq\d+zz"
_PAGE = r"(?:the|my|this|that) (?:summary|paper|page|list)\b"
_SUCH = rf"(?:(?:the|that|this) (?:\w+ ){{0,4}}(?:lines?|bits?|sentences?|parts?|words?)|{_MARK})\b"
_GONE = (
    r"(?:(?:(?:taken|crossed|left|cut|come|go) (?:out|away|off)|removed|deleted|gone|go)"
    r"(?: (?:please|now|too|thanks))*$)"
)
_NOT_EVERYTHING = (
    r"(?! (?:everything|all\b|(?:it|that|this) all|(?:the|my) (?:lot|whole|entire)"
    r"|(?:the|this|that|my) (?:\w+ )?(?:chat|conversation|data|account|talk|history"
    r"|messages?|records?|words|answers|details|stuff|things|notes|profile|contact)"
    r"|what (?:i|ive) (?:just )?(?:wrote|said|told|written))\b)"
)
# "Cut out the drink" and "take me out of work" are about life, and no line of a page.
_ASKS_IT_OUT = re.compile(
    rf"{_BEFORE}(?:(?:take|leave|cross|strike|rub) (?:it |that |this |them |those )?(?:out|off)\b"
    rf"{_NOT_EVERYTHING}(?! (?:on|for)\b)(?! of (?!it\b|that\b|this\b|there\b|{_PAGE}))"
    r"|take (?:that|those) away\b(?! from\b)"
    rf"|(?:take|leave|cross|strike|cut)\b.*\b{_LINE}.*\b(?:out|off|away)\b"
    rf"|take away .*\b{_LINE}|take (?:the|that|this) (?:\w+ )+out$"
    rf"|take (?:\w+ )+(?:out of|off|from) {_PAGE}"
    rf"|(?:remove|delete|scrap|erase){_NOT_EVERYTHING} \w"
    rf"|(?:remove|delete|drop|scrap|erase|get rid of|lose|cut) (?:out )?(?:the|that|this|my)\b.*"
    rf"\b{_LINE}|dont put .*\bin\b"
    rf"|(?:take|leave|cross|strike|rub|cut) (?:out|away|off)\b.*\b{_MARK}"
    rf"|(?:take|leave|cross|strike|rub|cut)\b.*\b{_MARK}.* (?:out|away|off)\b"
    r"|(?:strike|remove|delete|drop|scrap|erase|get rid of|lose|cut|dont put)"
    rf"(?: \w+){{0,3}} {_MARK}"
    r"|dont (?:include|mention|print|show|keep|write)\b.*"
    rf"(?:\b{_LINE}|\b{_MARK})"
    rf"|(?:(?:i|id) (?:would )?(?:want|like|prefer|need)|can|could|should) {_SUCH}.* {_GONE}"
    rf"|{_SUCH}.* (?:(?:needs?|has|ought) to|should|must|can) (?:be )?{_GONE}"
    rf"|(?:id|i would) (?:rather|prefer (?:it )?if) you \w+ .*(?:\b{_LINE}|{_MARK}))"
    r"|(?:(?:no|but|sorry|please|and|well) )*(?:i|id) (?:would )?(?:do not|dont|not|rather not)"
    r" (?:want|like|have) (?!to\b|me\b)"
    r"(?:(?:\w+ )*in (?:it|there|the (?:summary|paper|page|list))\b|(?:that|this|it) in$)"
)
# Who says it so means the page, even where no line fits; others may be telling of their life.
_SURELY = (
    r".*\b(?:the|that|this|those|these)(?: \w+){0,4} (?:lines?|parts?|bits?|sentences?|words?"
    rf"|paragraph|stuff)\b(?! of (?:me|my|life))|.*\b{_LINE} (?:about|where|saying|that says?)\b"
    rf"|.*\b{_MARK}|.*\b(?:in|out of|off|from) {_PAGE}|.* (?:want|like|have) (?:it|that|this) in\b"
)
_SURELY_THE_PAGE = re.compile(_SURELY)
_MEANS_THE_PAGE = re.compile(
    rf"{_BEFORE}(?:(?:take|cross|strike|rub) (?:it |that |this |them |those )?out\b"
    r"|leave (?:it|that|this) out\b(?! of\b)|take (?:that|those) away\b"
    rf"|(?:remove|delete|scrap|erase) (?:the|that|this|my|what|where) \w)|{_SURELY}"
)
# "Leave out the second tablet" is said of a medicine, "the bit about the tablet" of a line.
_OF_MEDICINE = re.compile(
    r"\b(?:tablets?|tabs?|pills?|capsules?|dos(?:es?|age)|meds?|medicines?|medication|patch(?:es)?"
    r"|drops|\d*mgs?|(?:first|second|third|last|next|morning|lunch(?:time)?|midday|afternoon"
    r"|evening|night(?:time)?|bed(?:time)?) ones?)\b"
    r"(?! (?:lines?|parts?|bits?|sentences?|stuff|things?)\b)"
)
# All of it may be meant: "delete what i said".
_DELETES = re.compile(rf"{_BEFORE}(?:remove|delete|scrap|erase)\b(?!.*\b{_LINE})")
_NAMES_A_LINE = re.compile(rf"\b{_LINE} (?:about|where|with|saying|that says?)\b|\b{_MARK}")
_NOT_SAID = re.compile(
    rf"{_BEFORE}i (?:never|did not) (?:actually |ever )?(?:say|said|wrote|write)\b"
    r"(?!.*\bto (?:my|the|anyone|him|her)\b)(?! (?:i want|it was))"
)
# "There's a bit in there about a wheel", before "take that out".
_POINTS = re.compile(
    rf"{_BEFORE}(?:theres|there (?:is|was|are)|you(?:ve| have)?(?: got| put| wrote)"
    rf"|it(?:s got| has| says?| said)|i (?:can )?(?:see|saw)"
    rf"|(?:not )?(?:an?|the|that|this) (?:\w+ ){{0,2}}{_LINE})(?: |$)"
)
# "I'd not want the doctor to see that"
_IT = r"(?:that|this|it)(?: (?:bit|part|line|one|please|either|there|at all))*$"
_HIDES = re.compile(
    r"\b(?:i|id) (?:would )?(?:dont|do not|not|rather not|hate)\b.*\b(?:see|sees|seeing|reads?"
    rf"|reading) {_IT}|\bdont (?:let|show)\b.*\b{_IT}"
)
_GOES_ON_NAMING = re.compile(
    rf"(?:also )?(?:the|that|this|those|my|about|where|{_MARK})\b(?!.*\b(?:should|instead)\b)"
)
_MARKED = re.compile(_MARK)
_POLITELY = re.compile(r"(?:\w+ ){0,4}(?:can|could|would|will)\b")
_QUOTED = re.compile(
    r"[\"\u201c\u201d\u201e\u00ab\u00bb]([^\"\u201c\u201d\u201e\u00ab\u00bb\n]{1,400})"
    r"[\"\u201c\u201d\u201e\u00ab\u00bb]|(?<!\w)'(?=\S)([^\n]{1,400}?)'(?!\w)"
)
_NEW_SENTENCE = re.compile(r"\s+[A-Z]")
_CLAUSES = re.compile(
    r"\s*[,;]\s*(?:(?:and|but|also|plus|&)\s+)?|\s+[-\u2013\u2014]+\s+"
    r"|\s+(?:and|but|&|\+|also|plus|because|cos|coz|cuz)\s+"
    r"|(?<!where)(?<!that)(?<!when)(?<!what)(?<!how)(?<!if)\s+(?=(?:i|i'?m|i'?d|i'?ve|it'?s)\s)",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:(?:ok|oh|and|but|many|yes|no|well) )*(?:thanks?|thank you|ta|cheers)"
    r"(?: (?:you|so|very|much|for|this|that|all|your|help|love|dear|doctor|again|a|lot|it|the"
    r"|time|then|mate|anyway|everything|listening|now))*"
)
# A question without its mark: "who sees this".
_ASKS_THE_BOT = re.compile(
    r"(?:(?:and|but|so|also|ok) )*(?:who (?:sees|reads|gets|can|will|is|has)"
    r"|where (?:is|are|does|did|has)|what (?:happens|do|does|will)|how (?:do|does|can|will)"
    r"|(?:can|could|do|will) you|(?:can|do|should) i|(?:does|will|is) (?:it|this|that))\b"
)
_ASKING = 8
_ADDS = re.compile(
    r"(?:(?:please|instead|rather|can you|just|then)\s+)*(?:put|add|write)\s+"
    r"(?:(?:in|down|that|instead|please)\s+)*(?!(?:it|this) (?:in|down)\b|(?:it |this )?back\b)",
    re.IGNORECASE,
)
_OF_THEIR_OWN = re.compile(
    r"(?:i|im|ive|my|we|he|she|they)\b"
    r"(?!.*\b(?:said?|says?|mean|meant|wrote|jok\w+|idea|mine|want|like|see|read|sorry|wrong)\b)"
)
_OWN_WORDS = 5


@dataclass
class Wish:
    """The lines that are to go, whether one is `unfound`, and the sentences that tell more."""

    lines: list[str] = field(default_factory=list)
    unfound: bool = False
    told: list[str] = field(default_factory=list)


@dataclass
class _Found:
    """The same of one sentence; `vague` is a "take that out" which names nothing."""

    lines: list[str] = field(default_factory=list)
    unfound: bool = False
    vague: bool = False
    rest: list[str] = field(default_factory=list)


def read(text: str, lines: Iterable[str]) -> Wish | None:
    """What `text` asks out of a summary of these `lines`; None if it asks for nothing of the kind.

    No sentence that asks is among what it tells, nor is a bare no, a thank-you or a question.
    """
    return _Reading(text, tuple(dict.fromkeys(lines))).wish()


def may_mean_everything(text: str) -> bool:
    """Whether a text says delete and points at no line: "delete my information"."""
    said = map(plainly, split(text))
    return not _QUOTED.search(plain(text)) and any(_DELETES.match(part) for part in said)


class _Reading:
    """One message beside the lines of the summary."""

    def __init__(self, text: str, lines: tuple[str, ...]) -> None:
        self._lines = lines
        self._marked: list[tuple[str, str]] = []
        # No word of theirs is to be taken for a mark.
        masked = _QUOTED.sub(self._mark, _MARKED.sub(" ", plain(text)))
        self._sentences = split(masked)
        if len(self._sentences) >= KEEP_FIRST + KEEP_LAST:
            # What stands in the middle of a long message must not be lost.
            self._sentences = pieces(masked, _LONGEST)

    def wish(self) -> Wish | None:
        found: list[_Found | None] = []
        for before, sentence in zip(["", *self._sentences], self._sentences, strict=False):
            asked = self._ask(sentence, plainly(before))
            if asked is None and found and found[-1]:
                asked = self._ask_more(sentence)
            found.append(asked)
        if not any(found):
            return None
        wish = Wish(lines=list(dict.fromkeys(line for f in found if f for line in f.lines)))
        vague = any(f.vague for f in found if f)
        wish.unfound = any(f.unfound for f in found if f) or (vague and not wish.lines)
        for place, sentence in enumerate(self._sentences):
            asked = found[place]
            after = found[place + 1] if place + 1 < len(found) else None
            said = plainly(sentence)
            pointed = after and _points(said) and _means(self._sentences[place + 1], said)
            if asked:
                wish.told += [self._unmarked(part) for part in asked.rest]
            elif not (pointed or _HIDES.search(said) or _is_bare(sentence)):
                wish.told.append(self._unmarked(sentence))
        return wish

    def _ask(self, sentence: str, before: str) -> _Found | None:
        """What a sentence asks out, where `before` is the one before it."""
        if len(sentence) > _LONGEST_WISH:
            return None
        whole = plainly(sentence)
        parts = [part for part in _CLAUSES.split(sentence) if part.strip(" .!?")]
        said = [plainly(part) for part in parts]
        asking = [k for k, part in enumerate(said) if _asks(part)]
        if not asking and _asks(whole):
            parts, said, asking = [sentence], [whole], [0]
        denies = _NOT_SAID.match(whole) and not sentence.rstrip().endswith("?")
        if not asking and not denies:
            return None
        found = _Found()
        quoted = _MARKED.search(whole)
        fits = [] if quoted else named(whole, self._lines)
        if fits:
            found.lines = fits
            return found
        if not asking:
            self._take(found, next((part for part in said if _MARKED.search(part)), ""))
            return found if quoted else None
        used = set(asking)
        for place in asking:
            used |= self._ask_part(found, said, place, before)
        # "They will meet and remove my nitrazepam" is told, and asked of nobody.
        told = [part for part in said[: asking[0]] if not (_POINTS.match(part) or _is_bare(part))]
        means = _SURELY_THE_PAGE if told else _MEANS_THE_PAGE
        certain = any(means.match(said[place]) for place in asking)
        if not found.lines and not certain:
            return None
        asks_of_it = sentence.rstrip().endswith("?") and not _POLITELY.match(whole)
        names_none = found.vague and not (found.lines or found.unfound)
        if names_none and (asks_of_it or _DELETES.match(whole)):
            return None
        for k, part in enumerate(parts):
            if _ADDS.match(part) and k > max(used):
                # "Put in that it is the mornings I find slow" is no clause alone.
                found.rest.append(_own(sentence[sentence.rindex(part) :]))
                break
            if k not in used and not _POINTS.match(said[k]):
                found.rest.append(_own(part))
        found.rest = [own for own in found.rest if own]
        return found

    def _ask_more(self, sentence: str) -> _Found | None:
        """What a sentence of nothing but quoted words asks out after one that asks."""
        said = plainly(sentence)
        if not _MARKED.search(said) or content(said) or _ADDS.match(sentence):
            return None
        found = _Found()
        self._take(found, said)
        return found

    def _ask_part(self, found: _Found, said: list[str], place: int, before: str) -> set[int]:
        """Add what the clause at `place` asks out; which clauses go on naming lines."""
        own = said[place]
        after = place + 1
        while after < len(said) and _goes_on(said[after]):
            after += 1
        together = " ".join(said[place:after])
        fits = [] if _MARKED.search(together) else named(together, self._lines)
        if fits:
            found.lines += fits
            return set(range(place, after))
        used = set()
        for k in range(place + 1, after):
            if _NAMES_A_LINE.search(said[k]) or named(said[k], self._lines):
                used.add(k)
                self._take(found, said[k])
        if content(own) or _MARKED.search(own):
            self._take(found, own)
        elif not used:
            self._take_pointed(found, [*said[:place][::-1], before])
        return used

    def _take_pointed(self, found: _Found, earlier: Sequence[str]) -> None:
        """Add the line that was pointed at before "take that out"."""
        pointed = [part for part in earlier if _points(part)]
        if pointed:
            self._take(found, pointed[0])
        else:
            found.vague = True

    def _take(self, found: _Found, said: str) -> None:
        """Add the line that each quoted part of a clause names, or else its words."""
        marks = _MARKED.findall(said)
        all_fits = [cited(self._words(mark), self._lines) for mark in marks]
        for fits in all_fits or [named(said, self._lines)]:
            found.lines += fits
            found.unfound |= not fits

    def _mark(self, found: re.Match[str]) -> str:
        words = found.group(1) or found.group(2)
        self._marked.append((found.group(), words))
        # "take out 'no shit.' Hopes are wrong"
        ends = words.rstrip().endswith((".", "!", "?")) and _NEW_SENTENCE.match(
            found.string, found.end()
        )
        end = "." if ends else ""
        return f"zzq{len(self._marked) - 1}zz{end}"

    def _words(self, mark: str) -> str:
        return self._marked[int(mark[3:-2])][1]

    def _unmarked(self, text: str) -> str:
        return re.sub(r"zzq(\d+)zz", lambda m: self._marked[int(m.group(1))][0], text)


def _asks(said: str) -> bool:
    """Whether a clause asks a line out: a tablet that is left out is none."""
    of_medicine = _OF_MEDICINE.search(said) and not _NAMES_A_LINE.search(said)
    return bool(_ASKS_IT_OUT.match(said)) and not of_medicine


def _points(said: str) -> bool:
    """Whether a clause points at a line, by its words or with quoted ones."""
    return bool(_MARKED.search(said) or (_POINTS.match(said) and content(said)))


def _goes_on(said: str) -> bool:
    """Whether a clause after a wish names one line more: "and the bit about my job"."""
    return bool(_GOES_ON_NAMING.match(said)) and not _asks(said)


def _own(clause: str) -> str:
    """What a clause beside the wish tells of its own: "i have been on it ten years"."""
    adds = _ADDS.match(clause)
    if adds:
        rest = clause[adds.end() :].strip()
        return rest if has_content(rest) or _MARKED.search(rest) else ""
    said = plainly(clause)
    tells = _OF_THEIR_OWN.match(said) and len(said.split()) >= _OWN_WORDS
    return clause.strip() if tells and not _is_bare(clause) else ""


def _is_bare(sentence: str) -> bool:
    """Whether a sentence only says yes, no or thanks, or asks something."""
    said = plainly(sentence)
    asks = sentence.rstrip(" '\"\u201d").endswith("?") or (
        len(said.split()) <= _ASKING and bool(_ASKS_THE_BOT.match(said))
    )
    return (
        asks
        or confirms_summary(sentence)
        or not corrects_something(sentence)
        or bool(_THANKS.fullmatch(said))
        or not has_content(sentence)
    )


def _means(sentence: str, before: str) -> bool:
    """Whether a wish is about what was said before it: it names nothing else."""
    return content(plainly(sentence)) <= content(before) and not re.search(_MARK, sentence)
