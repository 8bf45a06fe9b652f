"""`unhurried taper`: the planner of the staff pages, in the terminal. For clinicians."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.common import Json, write

if TYPE_CHECKING:
    from bot.taper.content import Note
    from bot.taper.flags import Flag
    from bot.taper.plan import Plan, Step
    from bot.web.planner_form import Asked
    from bot.web.planner_result import Drawn

PLACES = 4


def taper(
    medicine: Annotated[list[str], typer.Option(help="Generic or brand name; may be repeated.")],
    dose: Annotated[
        list[str], typer.Option(help='All of one day, such as "20 mg"; one for each medicine.')
    ],
    percent: Annotated[str, typer.Option(help="Size of a step, such as 10.")] = "",
    basis: Annotated[str, typer.Option(help="Percent of what: current or starting.")] = "",
    every: Annotated[str, typer.Option(help="Time between steps, such as 2w or 14 days.")] = "",
    country: Annotated[str, typer.Option(help="Whose strengths: AU, GB or US.")] = "",
    product: Annotated[list[str] | None, typer.Option(help="Id of a product to use.")] = None,
    form: Annotated[
        list[str] | None, typer.Option(help="Id of the product by which drops are counted.")
    ] = None,
    start: Annotated[str, typer.Option(help="First day, such as 2026-03-09.")] = "",
    goal: Annotated[str, typer.Option(help="Goal in mg a day.")] = "0",
    smallest: Annotated[str, typer.Option(help="Smallest practical step in mg.")] = "",
    last: Annotated[str, typer.Option(help="Last dose in mg before the last step.")] = "",
    hold: Annotated[
        list[str] | None, typer.Option(help="STEP:DAYS to hold a step for longer.")
    ] = None,
    flag: Annotated[
        list[str] | None, typer.Option(help="Id of a flag, such as pregnancy or not_for_fits.")
    ] = None,
    halves: Annotated[bool, typer.Option(help="These tablets can be halved.")] = False,
    liquid: Annotated[bool, typer.Option(help="Liquid or drops can be had.")] = False,
    sure: Annotated[bool, typer.Option(help="The names and doses are right as typed.")] = False,
    as_json: Json = False,
) -> None:
    """Draw an illustrative taper plan for a prescriber: totals, flags, and every step.

    Without a percentage, a basis and an interval it gives the totals alone.
    """
    from bot.settings import Settings
    from bot.taper.content import TaperContentError
    from bot.web.planner_form import read_asked
    from bot.web.planner_result import draw

    if len(medicine) != len(dose):
        _fail("give one --dose for each --medicine, in the same order.")
    holds = [text.partition(":") for text in hold or ()]
    single = {
        "percent": percent, "basis": basis, "every": every, "country": country, "start": start,
        "goal": goal, "smallest": smallest, "last": last,
        "halves": "yes" if halves else "", "liquid": "yes" if liquid else "",
    }  # fmt: skip
    values = {name: [text] for name, text in single.items() if text}
    values |= {
        "medicine": medicine, "dose": dose, "form": form or [], "product": product or [],
        "flag": flag or [], "hold_step": [parts[0] for parts in holds],
        "hold_days": [parts[2] for parts in holds],
    }  # fmt: skip
    if sure:
        pairs = zip(medicine, dose, strict=True)
        values["sure"] = [f"{name} {amount}".lower() for name, amount in pairs]
    try:
        asked = read_asked(values, Settings.from_env().country, date.today())
        drawn = draw(asked)
    except TaperContentError as error:
        _fail(str(error))
    if asked.faults:
        _refuse(asked)
    if as_json:
        for found in _objects(drawn):
            write(True, found, str)
    else:
        print("\n".join(_lines(drawn)), flush=True)


def _fail(message: str) -> None:
    print(f"Unhurried: {message}", file=sys.stderr)
    raise typer.Exit(1)


def _refuse(asked: Asked) -> None:
    for fault in asked.faults:
        row = asked.rows[fault.row] if fault.row is not None else None
        which = f" ({row.medicine} {row.dose})" if row and len(asked.rows) > 1 else ""
        offered = f" Offered: {', '.join(fault.suggestions)}." if fault.suggestions else ""
        confirm = " Add --sure if it is right." if fault.confirmable else ""
        print(
            f"Unhurried: {fault.place}{which}: {fault.message}{offered}{confirm}", file=sys.stderr
        )
    raise typer.Exit(1)


def _objects(drawn: Drawn) -> Iterator[dict[str, Any]]:
    yield _head(drawn)
    if drawn.plan:
        for step in drawn.plan.steps:
            yield _step(step)


def _head(drawn: Drawn) -> dict[str, Any]:
    from bot.taper.content import read_words

    total, plan, words = drawn.total, drawn.plan, read_words()
    assert total
    return {
        "illustration": words.label("illustration"),
        "medicines": [
            {"medicine": one.medicine, "daily_mg": _number(one.daily_mg)}
            for one in drawn.asked.taken
        ],
        "total": {"low": _number(total.low), "high": _number(total.high)},
        "figures": [
            {
                "medicine": line.medicine, "source": line.source.name, "year": line.source.year,
                "printed": line.printed, "diazepam_mg": line.mg or None, "evidence": line.label,
            }
            for line in drawn.lines
        ],
        "refused": [{"medicine": r.medicine, "reason": r.reason} for r in total.refused],
        "flags": [{"id": flag.id, **_remark(flag)} for flag in drawn.flags],
        "plan": _plan(plan, drawn) if plan else None,
    }  # fmt: skip


def _plan(plan: Plan, drawn: Drawn) -> dict[str, Any]:
    return {
        "medicine": plan.request.taken.medicine,
        "percent": _number(plan.request.percent),
        "basis": plan.request.basis,
        "interval_days": plan.request.interval_days,
        "steps": len(plan.steps) - 1,
        "weeks": plan.weeks,
        "ends_on": plan.ends_on.isoformat(),
        "weeks_by_basis": plan.weeks_by_basis,
        "weeks_made": {basis: length.made for basis, length in drawn.lengths.items()},
        "warnings": [{"id": note.id, **_remark(note)} for note in plan.warnings],
        "notes": [{"id": note.id, **_remark(note)} for note in plan.notes],
    }


def _step(step: Step) -> dict[str, Any]:
    from bot.web.planner_result import pieces

    return {
        "step": step.number,
        "starts_on": step.starts_on.isoformat(),
        "days": step.days,
        "target_mg": _number(step.target_mg),
        "dose_mg": _number(step.dose_mg),
        "each_day": ", ".join(pieces(step.portion)),
        "made_of": [
            {"product": form.id, "count": _number(count), "mg": _number(form.strength_mg)}
            for form, count in (step.portion.items if step.portion else ())
        ],
        "cut_mg": _number(step.cut_mg),
        "percent_of_current": _number(step.percent_of_current),
        "percent_of_starting": _number(step.percent_of_starting),
        "warnings": [{"id": n.id, **_remark(n), "choices": n.choices} for n in step.warnings],
        "notes": [{"id": note.id, **_remark(note)} for note in step.notes],
    }


def _remark(item: Note | Flag) -> dict[str, Any]:
    return {
        "text": item.text,
        "sources": item.sources,
        "facts": item.facts,
        "evidence": item.evidence,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(round(value, PLACES))


def _lines(drawn: Drawn) -> Iterator[str]:
    from bot.taper.content import read_words
    from bot.web.planner_result import cited

    words, total = read_words(), drawn.total
    assert total
    yield words.label("illustration")
    yield words.label("review_state")
    yield ""
    yield drawn.range_words
    yield from (refused.reason for refused in total.refused)
    for line in drawn.lines:
        year = line.source.year or words.label("no_year")
        mg = f"{line.mg} mg" if line.mg else words.label("computed_no")
        yield f"  {line.medicine:14} {line.source.name} ({year}): {mg}; {line.label}"
    yield words.label("approximate")
    for flag in drawn.flags:
        yield f"! {flag.text} [{cited(flag.sources)}]"
    if drawn.plan:
        yield ""
        yield from _plan_lines(drawn.plan)


def _plan_lines(plan: Plan) -> Iterator[str]:
    from bot.taper.content import percent_shown, read_words, shown
    from bot.web.planner_result import basis_words, cited, pieces

    request = plan.request
    yield (
        f"{request.taken.medicine}: {percent_shown(request.percent)} % "
        f"{basis_words(request.basis)}, {request.interval_days} days between steps"
    )
    yield read_words().label("weeks_both", **plan.weeks_by_basis)
    for note in plan.warnings:
        yield f"! {note.text} {'; '.join(note.choices)} [{cited(note.sources)}]"
    yield "step  from       days   target       mg     cut   %now %start  each day"
    for step in plan.steps:
        yield (
            f"{step.number:>4}  {step.starts_on} {step.days or '':>4} {shown(step.target_mg):>8} "
            f"{shown(step.dose_mg):>8} {shown(step.cut_mg):>7} "
            f"{percent_shown(step.percent_of_current):>6} "
            f"{percent_shown(step.percent_of_starting):>6}  {', '.join(pieces(step.portion))}"
        )
        for note in step.warnings:
            yield f"      ! {note.text} {'; '.join(note.choices)} [{cited(note.sources)}]"
        for note in step.notes:
            yield f"      {note.text}"
    for note in plan.notes:
        yield f"- {note.text} [{cited(note.sources)}]"
