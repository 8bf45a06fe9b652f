"""Doses, how often, how long, and the numbers of the rulers, in what people type.

Regular expressions and not token patterns: amounts are glued on a phone ("2x5mg", "1/2tab").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.language.sentences import plain

_SMALL = {
    "zero": 0, "nought": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_GLYPHS = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
_PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}

SMALL_NUMBERS = "|".join(sorted(_SMALL, key=len, reverse=True))
_TENS_RE = "|".join(_TENS)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,6}(?:[.,]\d{1,4})?|[.]\d{1,4}"
_FRACTION = r"(?:\d{1,3}[ -])?\d{1,2}[/\u2044]\d{1,2}|\d{0,3} ?[½¼¾]"
_WORDS = rf"(?:{_TENS_RE})(?:[ -](?:{SMALL_NUMBERS}))?|(?:{SMALL_NUMBERS})"
_HALF = r"(?: and an? (?:half|quarter))"
_PLAIN = rf"(?:{_FRACTION}|{_DIGITS}|\b(?:{_WORDS})\b)"
_NUMBER = (
    rf"(?:{_PLAIN}{_HALF}?|\ban? (?:half|quarter|couple)(?: of)?|\b(?:half|quarter|couple)"
    rf"(?: of)?(?: an?)?|\ban?\b)"
)
_NOT_INSIDE = r"(?<![\w.,/\u2044])"

_UNITS = {
    "mg": r"mgs?|milli?grams?|milli?grammes?",
    "microgram": r"mcgs?|ugs?|[µμ]gs?|microgram(?:me)?s?",
    "ml": r"mls?|millilit(?:re|er)s?",
    "drops": r"drops?",
    "tablets": r"tablets?|tabs?|pills?|capsules?|caps?",
}
_UNIT_RE = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS.items())
_DOSE = re.compile(
    rf"{_NOT_INSIDE}(?:\d{{1,2}} ?x ?)?(?P<low>{_NUMBER})"
    rf"(?: ?(?:-|\u2013|to|or) ?(?P<high>{_PLAIN}))?[ -]?(?:{_UNIT_RE})\b"
)

_TIMES = r"(?P<n>\d{1,2}|once|twice|thrice|one|two|three|four|five|six)"
_A_DAY = r"(?:a|per|each|every|/|in a)? ?(?:day|daily|24 hours)"
_PERIOD = r"(?:day|night|nite|morning|evening|week|month|fortnight)"
_CLEAR = (
    rf"\b{_TIMES} ?(?:x|times?)? ?{_A_DAY}\b",
    rf"\bx ?{_TIMES} ?{_A_DAY}\b",
)
_EVERY_HOURS = re.compile(rf"\bevery ?(?P<n>\d{{1,2}}|{SMALL_NUMBERS}) ?(?:hours?|hrs?)\b")
_TIMES_A_DAY = {
    r"\bmorning(?:,| and| &) (?:at )?(?:night|evening)\b": 2,
    r"\bmorning,? (?:noon|midday|lunch(?:time)?|afternoon),? (?:and|&) (?:night|evening)\b": 3,
    r"\b(?:bd|bid|b\.d\.|b\.i\.d\.)(?!\w)": 2,
    r"\b(?:tds|tid|t\.d\.s\.|t\.i\.d\.)(?!\w)": 3,
    r"\b(?:qds|qid|q\.d\.s\.)(?!\w)": 4,
    r"\b(?:nocte|mane|nightly)\b": 1,
    r"\b(?:every|each) (?:single )?(?:day|night|nite|morning|evening)\b|\bdaily\b": 1,
}
_UNCLEAR = (
    rf"\bevery (?:other|second|2nd|third|3rd) {_PERIOD}\b",
    r"\b(?:as|when|if|whenever) (?:(?:and when )?i )?(?:need(?:ed)?|required)(?: (?:it|them))?\b",
    r"\bprn\b",
    (
        rf"\b(?:(?:a )?(?:few|couple of) times|{_TIMES} ?(?:x|times?|days|nights)?|some) "
        rf"(?:a|per|each|every|in a) {_PERIOD}\b"
    ),
    r"\b(?:most|some) (?:days|nights)\b",
    r"\bnow and (?:then|again)\b|\bonce in a while\b|\bon and off\b",
)
# These say how often only beside a dose or a word for taking.
_WHEN = {
    r"\bat (?:bedtime|bed time|nite|night)\b|\b(?:before|at|for) bed\b": 1,
    r"\bin the (?:morning|evening|night)s?\b": 1,
}
_TAKING = re.compile(
    r"\b(?:tak(?:e|es|ing|en)|took|on (?:it|them|these|this|\d)|been on|using|used|prescribed|"
    r"scripts?|start(?:ed|ing)|began|put me on|went on|gave me|had (?:it|them))\b"
)

_SPANS = {
    "day": Decimal(12) / 365, "week": Decimal(84) / 365, "wk": Decimal(84) / 365,
    "fortnight": Decimal(168) / 365, "month": Decimal(1), "mth": Decimal(1), "mnth": Decimal(1),
    "mo": Decimal(1), "year": Decimal(12), "yr": Decimal(12), "decade": Decimal(120),
}  # fmt: skip
_SPAN_RE = "|".join(sorted(_SPANS, key=len, reverse=True))
_LENGTH = re.compile(
    rf"(?:\b(?P<about>about|around|over|nearly|almost|approx|roughly|maybe|at least|more than|"
    rf"less than|under|up to) )?{_NOT_INSIDE}(?P<n>{_NUMBER})"
    rf"(?: ?(?:-|\u2013|to|or) ?(?P<high>{_PLAIN}))?[ -]?"
    rf"(?P<span>{_SPAN_RE})s?\b(?P<half> and an? half)?"
)
_VAGUE = re.compile(
    r"\b(?:years and years|(?:for |many |a few |several |quite a few )(?:years|yrs|months|weeks)|"
    r"for (?:ages|ever)|forever|(?:for )?a (?:long|short) (?:time|while)|all my life|"
    r"most of my life|donkeys? years)\b"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_RE = rf"(?:(?P<month>{'|'.join(_MONTHS)})[a-z]* )?"
_SINCE_YEAR = re.compile(
    rf"\b(?P<how>since|from|in)(?: about| around| early| late)? "
    rf"{_MONTH_RE}(?P<year>(?:19|20)\d\d)\b"
)
_SINCE = re.compile(r"\bsince(?: [\w'-]+){1,6}")
_ANOTHER_MATTER = re.compile(
    r"\b(?:old|aged?|married|together|work(?:ed|ing)|job|widow(?:ed|er)?|divorced|retired|sober|"
    r"smok(?:ed|ing)|died|passed|death|born|apart|known|lived|liv(?:ed|ing)|school|"
    r"off (?:it|them|these)|come off|came off|coming off|taper\w*|wean\w*|reduc\w+|cut down|"
    r"holiday|appointment|next|within|time)\b"
)
_BEFORE_LENGTH = re.compile(
    r"\b(?:every|each|in|within|next|per|old|off (?:it|them) for)(?: the)? $"
)
_EARLIEST_YEAR = 1955
_LONGEST_MONTHS = 12 * 70

_READ_AMOUNTS = 10_000


@dataclass(frozen=True)
class Dose:
    """One amount as it was typed. `unit` is mg, microgram, ml, drops or tablets."""

    value: Decimal
    unit: str
    surface: str


@dataclass(frozen=True)
class Duration:
    """How long, as it was typed; `months` is None where the words do not tell."""

    surface: str
    months: int | None


@dataclass(frozen=True)
class Amounts:
    """All amounts of one text. Of a range both ends are doses.

    `frequency` is the words that say how often; `times_per_day` is set only where they are clear.
    """

    doses: tuple[Dose, ...] = ()
    frequency: str | None = None
    times_per_day: int | None = None
    duration: Duration | None = None


def find_amounts(text: str, today: date | None = None) -> Amounts:
    """The doses, the frequency and the duration that a text names; surfaces are its own words.

    `today` counts "since 2009"; by default the date of this computer.
    """
    text = plain(text)[:_READ_AMOUNTS]
    # Lowering may lengthen a text ("İ"), and then the offsets would not fit.
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    doses = _doses(text, lowered)
    frequency, times = _frequency(text, lowered, bool(doses))
    if frequency:
        # "A month" in "three times a month" is no duration.
        lowered = lowered.replace(frequency.lower(), " " * len(frequency), 1)
    return Amounts(doses, frequency, times, _duration(text, lowered, today or date.today()))


def _doses(text: str, lowered: str) -> tuple[Dose, ...]:
    found = []
    for match in _DOSE.finditer(lowered):
        unit = next(name for name in _UNITS if match.group(name))
        surface = text[match.start() : match.end()].strip()
        for number in (match.group("low"), match.group("high")):
            value = _value(number) if number else None
            if value is not None:
                found.append(Dose(value, unit, surface))
    return tuple(found)


def _value(number: str) -> Decimal | None:
    number = number.strip().replace("\u2044", "/")
    whole, _, part = number.partition(" and a")
    added = next((v for name, v in _PARTS.items() if part and part.endswith(name)), Decimal(0))
    base = plain_value(whole)
    return None if base is None else base + added


def plain_value(number: str) -> Decimal | None:
    """The value of a number in digits or words; None where it is neither."""
    if number in _SMALL:
        return Decimal(_SMALL[number])
    words = re.split(r"[ -]", number)
    if words[0] in _TENS:
        return Decimal(_TENS[words[0]] + sum(_SMALL[w] for w in words[1:]))
    if number[:1].isdecimal() or number[:1] in {".", *_GLYPHS}:
        return _digits_value(number)
    for name, value in {**_PARTS, "couple": Decimal(2)}.items():
        if name in words:
            return value
    return Decimal(1)


def _digits_value(number: str) -> Decimal | None:
    for glyph, value in _GLYPHS.items():
        if number.endswith(glyph):
            return Decimal(number[: -len(glyph)].strip() or 0) + Decimal(value)
    if "/" in number:
        whole, _, fraction = number.replace("-", " ").rpartition(" ")
        over, under = map(Decimal, fraction.split("/"))
        return Decimal(whole or 0) + over / under if under else None
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", number) or number.count(",") > 1:
        return Decimal(number.replace(",", ""))
    return Decimal(number.replace(",", "."))


def _frequency(text: str, lowered: str, dosed: bool) -> tuple[str | None, int | None]:
    for pattern in _CLEAR:
        if match := re.search(pattern, lowered):
            return text[match.start() : match.end()], _times(match.group("n"))
    if match := _EVERY_HOURS.search(lowered):
        hours = _times(match.group("n"))
        return text[match.start() : match.end()], 24 // hours if hours and 24 % hours == 0 else None
    taken = dosed or bool(_TAKING.search(lowered))
    ranked = [(p, None) for p in _UNCLEAR] + list(_TIMES_A_DAY.items())
    for pattern, times in ranked + (list(_WHEN.items()) if taken else []):
        if match := re.search(pattern, lowered):
            return text[match.start() : match.end()], times
    return None, None


def _times(word: str) -> int | None:
    if word.isdecimal():
        return int(word) or None
    return {"once": 1, "twice": 2, "thrice": 3, **_SMALL}[word] or None


def _duration(text: str, lowered: str, today: date) -> Duration | None:
    taking = bool(_TAKING.search(lowered))
    for match in _SINCE_YEAR.finditer(lowered):
        months = _months_since(match, today)
        if months is not None and (match.group("how") != "in" or taking):
            return Duration(text[match.start() : match.end()], months)
    for match in _LENGTH.finditer(lowered):
        if _is_about_taking(match, lowered):
            months = _months(match)
            return Duration(text[match.start() : match.end()], months)
    for pattern in (_VAGUE, _SINCE):
        if vague := pattern.search(lowered):
            return Duration(text[vague.start() : vague.end()], None)
    return None


def _months_since(match: re.Match[str], today: date) -> int | None:
    year, month = int(match.group("year")), match.group("month")
    if year < _EARLIEST_YEAR:
        return None
    first = _MONTHS.index(month) + 1 if month else today.month
    months = (today.year - year) * 12 + today.month - first
    return months if months >= 0 else None


def _is_about_taking(match: re.Match[str], lowered: str) -> bool:
    """Whether a length of time may be how long a medicine is taken: no age, marriage or plan."""
    start = max(lowered.rfind(end, 0, match.start()) for end in (".", "\n", "!", "?", ",", ";")) + 1
    before = lowered[start : match.start()]
    after = re.split(r"[.!?,;\n]", lowered[match.end() :], maxsplit=1)[0]
    if _BEFORE_LENGTH.search(lowered[max(0, match.start() - 20) : match.start()]):
        return False
    if re.match(r"s?[ -](?:of age|old)\b", after):
        return False
    if match.group("n") in {"a", "an"} and match.group("span") in {"day", "week", "wk"}:
        return False
    if "ago" in after[:6]:
        return bool(_TAKING.search(before + " " + after))
    return not _ANOTHER_MATTER.search(before + " " + after) or bool(_TAKING.search(before))


def _months(match: re.Match[str]) -> int | None:
    number = _value(match.group("n"))
    if number is None:
        return None
    if match.group("half"):
        number += Decimal("0.5")
    months = int((number * _SPANS[match.group("span")]).to_integral_value())
    return months if months <= _LONGEST_MONTHS else None
