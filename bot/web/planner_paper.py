"""The plan on paper: for the patient in plain words, for the prescriber, and for the pharmacy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from fpdf import FPDF, FontFace

from bot.risk import Contacts
from bot.taper.content import Note, percent_shown, read_words, shown
from bot.taper.flags import Flag
from bot.taper.forms import POURED
from bot.taper.plan import Plan, Step
from bot.taper.rounding import Portion
from bot.web.pdf import LINE_MM, new_sheet, write
from bot.web.planner_result import Drawn, cited, day, pieces, product_words
from bot.web.planner_words import Prescriber, read_paper

ONE = Decimal(1)


def patient_paper(drawn: Drawn, contacts: Contacts) -> bytes:
    """The doses of the person's own medicine, in plain words: no conversion and no percentage."""
    plan, words = _plan(drawn), read_paper().patient
    pdf = new_sheet(words.title)
    write(pdf, words.lead)
    write(pdf, plan.request.taken.medicine, bold=True, size=12)
    rows = [
        (
            day(step.starts_on) + (f" ({words.now})" if not step.number else ""),
            f"{shown(step.dose_mg)} mg",
            _lines(step.portion) if step.portion else words.nothing,
        )
        for step in plan.steps
    ]
    _table(pdf, words.columns, rows, (30, 20, 70), size=11)
    _heading(pdf, words.heading)
    for line in words.lines:
        write(pdf, f"• {line.text}")
    _heading(pdf, words.help)
    write(pdf, contacts.line())
    _sign(pdf, words.sign)
    write(pdf, words.footer, size=9)
    return bytes(pdf.output())


def pharmacy_paper(drawn: Drawn, contacts: Contacts) -> bytes:
    """What each interval needs, in whole pieces."""
    plan, words = _plan(drawn), read_paper().pharmacy
    pdf = new_sheet(words.title)
    write(pdf, words.lead)
    write(pdf, plan.request.taken.medicine, bold=True, size=12)
    rows = [
        (
            day(step.starts_on),
            _until(step) or words.open_end,
            shown(step.dose_mg),
            _lines(step.portion) if step.portion else words.nothing,
            _lines(for_interval(step)) if step.days and step.portion else "",
        )
        for step in plan.steps
    ]
    _table(pdf, words.columns, rows, (22, 22, 14, 48, 48))
    write(pdf, words.whole, size=9)
    _products(pdf, plan)
    _sign(pdf, words.sign)
    write(pdf, read_words().label("illustration"), size=9)
    return bytes(pdf.output())


def prescriber_paper(drawn: Drawn, contacts: Contacts) -> bytes:
    """Everything that the page shows, with its sources."""
    plan, words, labels = _plan(drawn), read_paper().prescriber, read_words()
    pdf = new_sheet(words.title)
    write(pdf, labels.label("illustration"), bold=True)
    write(pdf, labels.label("review_state"))
    _heading(pdf, words.asked)
    for one in drawn.asked.taken:
        write(pdf, f"• {one.medicine} {shown(one.daily_mg)} mg")
    request = plan.request
    pace = words.pace.format(
        medicine=request.taken.medicine,
        percent=percent_shown(request.percent),
        basis=labels.label(f"of_{request.basis}"),
        days=request.interval_days,
    )
    write(pdf, f"• {pace}")
    write(pdf, labels.label("weeks_both", **plan.weeks_by_basis))
    _products(pdf, plan)
    _heading(pdf, words.totals)
    write(pdf, drawn.range_words)
    write(pdf, f"{labels.label('approximate')} {labels.label('families')}", size=9)
    lines = [
        (
            line.medicine,
            f"{line.source.name} ({line.source.year or labels.label('no_year')})",
            line.printed,
            line.mg or labels.label("computed_no"),
            line.label,
        )
        for line in drawn.lines
    ]
    _table(pdf, words.total_columns, lines, (26, 50, 24, 28, 42))
    if drawn.flags:
        _heading(pdf, words.flags)
        for flag in drawn.flags:
            _remark(pdf, flag.text or "", flag)
    _heading(pdf, words.plan)
    _table(pdf, words.plan_columns, [_row(step) for step in plan.steps], _PLAN_WIDTHS)
    _warnings(pdf, drawn, plan, words)
    _heading(pdf, words.notes)
    for note in plan.notes:
        _remark(pdf, note.text, note)
    _heading(pdf, words.sources)
    for source in drawn.sources().values():
        where = f", {source.url}" if source.url else ""
        write(pdf, f"• {source.title} ({source.year or labels.label('no_year')}){where}", size=9)
    return bytes(pdf.output())


WRITERS: dict[str, Callable[[Drawn, Contacts], bytes]] = {
    "patient": patient_paper,
    "prescriber": prescriber_paper,
    "pharmacy": pharmacy_paper,
}
_PLAN_WIDTHS = (12, 23, 11, 15, 13, 54, 12, 15, 17)


def for_interval(step: Step) -> Portion:
    """What a step needs for all its days; pieces are counted up to whole ones."""
    assert step.portion and step.days
    return Portion(
        tuple(
            (form, total if form.kind in POURED else total.quantize(ONE, ROUND_CEILING))
            for form, count in step.portion.items
            for total in [count * step.days]
        )
    )


def _lines(portion: Portion | None) -> str:
    return "\n".join(pieces(portion))


def _plan(drawn: Drawn) -> Plan:
    if drawn.plan is None:
        raise ValueError("There is no plan to print: make the request complete first.")
    return drawn.plan


def _until(step: Step) -> str:
    return day(step.starts_on + timedelta(step.days - 1)) if step.days else ""


def _row(step: Step) -> tuple[str, ...]:
    cut = (shown(step.cut_mg), percent_shown(step.percent_of_current))
    both = (*cut, percent_shown(step.percent_of_starting)) if step.number else ("", "", "")
    return (
        str(step.number),
        day(step.starts_on),
        str(step.days or ""),
        shown(step.target_mg),
        shown(step.dose_mg),
        _lines(step.portion),
        *both,
    )


def _warnings(pdf: FPDF, drawn: Drawn, plan: Plan, words: Prescriber) -> None:
    at_steps = [(step, note) for step in plan.steps for note in (*step.warnings, *step.notes)]
    if not (at_steps or plan.warnings):
        return
    _heading(pdf, words.warnings)
    for note in plan.warnings:
        write(pdf, f"• {note.text}", size=9)
    for step, note in at_steps:
        write(pdf, f"• {words.at_step.format(step=step.number, text=note.text)}", size=9)
    for note in drawn.notes().values():
        if note.choices:
            _remark(pdf, words.choices.format(choices="; ".join(note.choices)), note)


def _remark(pdf: FPDF, text: str, basis: Note | Flag) -> None:
    evidence = read_words().label(f"evidence_{basis.evidence}")
    facts = ", ".join(f"{fact} {label}" for fact, label in basis.facts.items())
    write(pdf, f"• {text} [{cited(basis.sources)}: {evidence}; {facts}]", size=9)


def _products(pdf: FPDF, plan: Plan) -> None:
    request = plan.request
    for form in request.forms:
        known = f"{cited([form.source_key])}: {read_words().label(f'evidence_{form.evidence}')}"
        write(pdf, f"• {product_words(form)} ({request.country}; {known})", size=9)


def _heading(pdf: FPDF, text: str) -> None:
    pdf.ln(LINE_MM / 2)
    write(pdf, text, bold=True, size=12)


def _sign(pdf: FPDF, labels: Iterable[str]) -> None:
    pdf.ln(LINE_MM)
    for label in labels:
        write(pdf, f"{label}: " + "_" * 40)
        pdf.ln(LINE_MM / 2)


def _table(
    pdf: FPDF,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: tuple[int, ...],
    size: int = 9,
) -> None:
    pdf.ln(LINE_MM / 2)
    pdf.set_font("sans", "", size)
    with pdf.table(
        col_widths=widths,
        line_height=size * 0.55,
        text_align="LEFT",
        headings_style=FontFace(emphasis="BOLD"),
        borders_layout="HORIZONTAL_LINES",
        padding=1,
    ) as table:
        for row in (heads, *rows):
            table.row(row)
    pdf.ln(LINE_MM / 2)
