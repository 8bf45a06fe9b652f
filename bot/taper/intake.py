"""Reading what is typed into the planner: names, amounts, rates and dates.

A name that is not certain is never taken: it comes back with suggestions. An amount that can be
read in two ways is asked for again.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from rapidfuzz import fuzz, process

from bot.language.medicines import CLOSE_PAIRS, LOOKALIKE, MedicineFinder, Mention
from bot.taper.content import rate_for
from bot.taper.equivalents import Equivalents
from bot.taper.forms import POURED, Form, Forms
from bot.taper.taken import IntakeError, Taken

__all__ = [
    "IntakeError",
    "Taken",
    "read_date",
    "read_interval",
    "read_medicine",
    "read_mg",
    "read_percent",
    "read_taken",
]

CERTAIN = ("generic", "brand", "synonym")
PLAIN_WORDS = frozenset(
    ("tablet", "tablets", "capsule", "capsules", "drops", "liquid", "oral", "xr", "cr", "sr", "mr")
)
MOST_SUGGESTIONS = 3
NEAR = 55
LONGEST_NAME, LONGEST_AMOUNT = 80, 40
MOST_PLACES = 4
LEAST_MG = Decimal("0.001")
MOST_MG = Decimal(10_000)
# So many times the line at which a dose is asked for again, no confirmation is taken.
IMPOSSIBLE_TIMES = 10
MICROGRAMS_A_MG = Decimal(1000)
YEARS_APART = 5

MINUS = ("-", "\u2212")
UNITS = {
    "mg": r"mgs?|milli ?grams?|milli ?grammes?",
    "micrograms": r"mcgs?|ugs?|[µμ]gs?|micro ?gram(?:me)?s?",
    "mL": r"mls?|milli ?lit(?:re|er)s?",
    "drops": r"drops?",
    "tablets": r"tablets?|tabs?|capsules?|caps?|films?",
}
_UNIT_NAMES = "|".join(UNITS.values())
_NUMBER = r"[0-9]+(?:[.,][0-9]+)*|[.][0-9]+"
_AMOUNT = re.compile(
    rf"(?P<sign>[-\u2212+]?) ?(?P<number>{_NUMBER}) ?(?P<unit>[^\W\d]*(?: ?gram\w*)?)"
)
_WITH_UNIT = re.compile(rf"(?:{_NUMBER}) ?({_UNIT_NAMES})\b")
_PER_DAY = re.compile(r"\s*(?:a|per|each|/)\s*(?:day|24 ?h(?:ours)?)$|\s*daily(?: in total)?$")
_TIMES = re.compile(
    r"\b(?:twice|thrice|times?|bd|bid|tds|tid|qds|qid|nocte|mane|morning|night|x ?\d)\b|\d ?x\b|\+"
)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_SPAN = re.compile(
    r"(?:every )?(?P<number>[0-9]{1,3})? ?(?P<unit>d|days?|w|wks?|weeks?|fortnights?)?"
)
_DAYS_IN = {"d": 1, "w": 7, "f": 14}


def read_taken(
    finder: MedicineFinder,
    equivalents: Equivalents,
    medicine: str,
    dose: str,
    form: str | None = None,
    confirmed: bool = False,
    forms: Forms | None = None,
) -> Taken:
    """One line of the form as a medicine and mg a day, or `IntakeError`.

    `dose` is the total of one day: "7.5 mg", "500 micrograms", "0.25" (mg), "2,5 mg"; "10 drops",
    "5 mL" and "2 tablets" need `form`, the id of a product in `forms`. `confirmed` accepts a name
    that was not certain but read as one medicine, and an amount far above what sources write about.
    """
    generic = read_medicine(finder, equivalents, medicine, confirmed)
    product = _product(generic, form, forms)
    daily_mg = _read_dose(dose, product)
    _check_high(equivalents, generic, daily_mg, dose, confirmed)
    return Taken(generic, daily_mg, product.id if product else None)


def read_medicine(
    finder: MedicineFinder, equivalents: Equivalents, text: str, confirmed: bool = False
) -> str:
    """The generic name, or `IntakeError` with suggestions.

    Misspellings, slang and near misses are never taken without `confirmed`; of two that look alike
    one must be chosen by its name.
    """
    given = " ".join(text.split())[:LONGEST_NAME]
    if not given:
        raise IntakeError.of("medicine", "medicine_missing")
    found = finder.find(given)
    if any(mention.kind == LOOKALIKE for mention in found):
        raise IntakeError.of("medicine", "medicine_other", given=given)
    names = {mention.generic for mention in found if mention.generic}
    if len(names) > 1:
        listed = tuple(sorted(names))
        raise IntakeError.of(
            "medicine", "medicine_several", suggestions=listed, found=", ".join(listed)
        )
    if re.search(r"[0-9] ?(?:mg|mcg|micro|µg|ml)\b", given.lower()):
        raise IntakeError.of("medicine", "medicine_with_dose", suggestions=tuple(names))
    if not names:
        raise _not_found(given, found, equivalents)
    generic = names.pop()
    certain = any(m.generic and m.kind in CERTAIN for m in found)
    if not confirmed and not (certain and _nothing_else(given, found)):
        raise IntakeError.of(
            "medicine",
            "medicine_confirm",
            suggestions=(generic, *_partners(generic)),
            confirmable=True,
            given=given,
            medicine=generic,
        )
    return generic


def read_mg(text: str, field: str) -> Decimal:
    """An amount in mg for a field other than the dose, zero allowed; or `IntakeError`."""
    match = _AMOUNT.fullmatch(_tidy(text))
    unit = _unit(match["unit"]) if match else None
    if not match or match["sign"] in MINUS or unit not in ("", "mg", "micrograms"):
        raise IntakeError.of(field, "mg_not_a_number", given=_short(text))
    value = _number(match["number"], field, text)
    return value / MICROGRAMS_A_MG if unit == "micrograms" else value


def read_percent(text: str) -> Decimal:
    """A percentage such as "10", "7.5 %" or "12,5%", or `IntakeError`; its range is not checked."""
    tidy = _tidy(text)
    if not tidy:
        raise IntakeError.of("percent", "percent_missing")
    match = re.fullmatch(rf"({_NUMBER}) ?(?:%|percent|per cent)?", tidy)
    if not match:
        raise IntakeError.of("percent", "percent_not_a_number", given=_short(text))
    return _number(match[1], "percent", text)


def read_interval(text: str) -> int:
    """Days between steps from "2w", "2 weeks", "14 days", "14" or "fortnight", or `IntakeError`."""
    tidy = _tidy(text)
    match = _SPAN.fullmatch(tidy)
    if not match or not tidy or (not match["number"] and not match["unit"]):
        raise IntakeError.of("interval_days", "interval_not_a_number", given=_short(text))
    days = _DAYS_IN[(match["unit"] or "d")[0]]
    return int(match["number"] or 1) * days


def read_date(text: str, field: str, today: date) -> date:
    """A date such as 2026-03-09, within five years of today, or `IntakeError`."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise IntakeError.of(field, "date_not_a_date", given=_short(text)) from None
    if abs(day.year - today.year) > YEARS_APART:
        raise IntakeError.of(field, "date_range", given=day)
    return day


def _nothing_else(given: str, found: list[Mention]) -> bool:
    """Whether no word of the name is left over that may be another medicine."""
    for mention in reversed(found):
        given = given[: mention.start] + " " + given[mention.end :]
    return not set(re.findall(r"[^\W\d_]+", given.lower())) - PLAIN_WORDS


def _partners(generic: str) -> tuple[str, ...]:
    return tuple(sorted(p for pair in CLOSE_PAIRS if generic in pair for p in pair - {generic}))


def _not_found(given: str, found: list[Mention], equivalents: Equivalents) -> IntakeError:
    suggested = tuple(dict.fromkeys(name for m in found for name in m.suggestions))
    if suggested:
        return IntakeError.of(
            "medicine", "medicine_did_you_mean", suggestions=suggested, given=given
        )
    near = process.extract(
        given.lower(),
        equivalents.medicines(),
        scorer=fuzz.ratio,
        score_cutoff=NEAR,
        limit=MOST_SUGGESTIONS,
    )
    suggested = tuple(name for name, _, _ in near)
    key = "medicine_class" if found else "medicine_unknown"
    return IntakeError.of("medicine", key, suggestions=suggested, given=given)


def _product(medicine: str, form: str | None, forms: Forms | None) -> Form | None:
    if not form:
        return None
    product = forms.by_id(form) if forms else None
    if product is None or product.medicine != medicine:
        known = [f.id for f in forms.rows() if f.medicine == medicine] if forms else []
        raise IntakeError.of(
            "form", "form_unknown", suggestions=tuple(known), given=_short(form), medicine=medicine
        )
    return product


def _read_dose(text: str, product: Form | None) -> Decimal:
    tidy = _PER_DAY.sub("", _tidy(text))
    given = _short(text)
    if not tidy:
        raise IntakeError.of("dose", "dose_missing")
    match = _AMOUNT.fullmatch(tidy)
    if not match:
        raise _not_one_amount(tidy, given)
    if match["sign"] in MINUS:
        raise IntakeError.of("dose", "dose_negative")
    unit = _unit(match["unit"])
    if unit is None:
        if _TIMES.search(tidy):
            raise IntakeError.of("dose", "dose_times")
        raise IntakeError.of("dose", "dose_unit", given=match["unit"])
    value = _number(match["number"], "dose", text)
    mg = _in_mg(value, unit, product)
    if mg == 0:
        raise IntakeError.of("dose", "dose_zero")
    if mg < LEAST_MG:
        raise IntakeError.of("dose", "dose_tiny", given=given)
    if mg > MOST_MG:
        raise IntakeError.of("dose", "dose_impossible", given=given)
    if mg != round(mg, MOST_PLACES):
        raise IntakeError.of("dose", "dose_fine", given=given)
    return mg


def _not_one_amount(tidy: str, given: str) -> IntakeError:
    units = {_unit(unit) for unit in _WITH_UNIT.findall(tidy)}
    if len(units) > 1:
        return IntakeError.of("dose", "dose_mixed_units", given=given)
    if units and _TIMES.search(tidy):
        return IntakeError.of("dose", "dose_times")
    return IntakeError.of("dose", "dose_not_a_number", given=given)


def _in_mg(value: Decimal, unit: str, product: Form | None) -> Decimal:
    if unit in ("", "mg"):
        return value
    if unit == "micrograms":
        return value / MICROGRAMS_A_MG
    if product is None:
        raise IntakeError.of("dose", "dose_needs_form", unit=unit)
    if unit == "mL" and product.per_ml is not None:
        return value * product.per_ml
    if unit == ("drops" if product.kind in POURED else "tablets") and product.kind != "liquid":
        return value * product.strength_mg
    raise IntakeError.of("dose", "dose_wrong_form", unit=unit)


def _check_high(
    equivalents: Equivalents, medicine: str, mg: Decimal, dose: str, confirmed: bool
) -> None:
    highest = equivalents.highest(medicine, mg)
    line = rate_for("check_dose").mg
    assert line is not None
    if highest is None or highest <= line:
        return
    if highest > line * IMPOSSIBLE_TIMES:
        raise IntakeError.of("dose", "dose_impossible", given=_short(dose))
    if not confirmed:
        raise IntakeError.of(
            "dose", "dose_high", confirmable=True, given=_short(dose), medicine=medicine
        )


def _unit(text: str) -> str | None:
    """The unit by its name, "" where none is written, None where it is not known."""
    if not text:
        return ""
    return next((name for name, pattern in UNITS.items() if re.fullmatch(pattern, text)), None)


def _number(text: str, field: str, given: str) -> Decimal:
    if _THOUSANDS.fullmatch(text) or text.count(",") + text.count(".") > 1:
        raise IntakeError.of(field, "dose_ambiguous", given=_short(given))
    return Decimal(text.replace(",", "."))


def _tidy(text: str) -> str:
    return " ".join(text.lower().split())


def _short(text: str) -> str:
    tidy = " ".join(text.split())
    return tidy if len(tidy) <= LONGEST_AMOUNT else tidy[: LONGEST_AMOUNT - 1] + "…"
