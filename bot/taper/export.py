"""A plan as a table, as review dates for a calendar, and as a curve."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from bot.taper.content import percent_shown, read_words, shown
from bot.taper.plan import Plan, Step
from bot.taper.rounding import Portion

LINE_OCTETS = 75
REVIEW_BEFORE = timedelta(days=1)
INK, CURVE = "#000000", "#010101"
PICTURE = {"svg.fonttype": "none", "svg.hashsalt": "unhurried", "font.family": "sans-serif"}


def in_words(portion: Portion | None) -> str:
    """What is dispensed for a day, such as one tablet of 5 mg and half a tablet of 2 mg."""
    words = read_words()
    if portion is None:
        return words.label("none")
    return ", ".join(
        words.kind(form.kind, count=shown(count), strength=shown(form.strength_mg))
        for form, count in portion.items
    )


def to_csv(plan: Plan) -> str:
    """The steps as CSV with a head, amounts in mg a day; the last line says what this is."""
    words, file = read_words(), io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(words.columns())
    for step in plan.steps:
        writer.writerow(_row(step))
    writer.writerow([words.label("illustration")])
    return file.getvalue()


def _row(step: Step) -> list[str]:
    return [
        str(step.number),
        step.starts_on.isoformat(),
        "" if step.days is None else str(step.days),
        shown(step.target_mg),
        shown(step.dose_mg),
        in_words(step.portion),
        shown(step.cut_mg),
        percent_shown(step.percent_of_current),
        percent_shown(step.percent_of_starting),
        " ".join(note.text for note in (*step.warnings, *step.notes)),
    ]


def to_ics(plan: Plan) -> str:
    """An all-day entry on the day before each step (RFC 5545); no dose and no medicine in it."""
    words = read_words()
    key = hashlib.sha256(repr(plan.request).encode()).hexdigest()[:16]
    stamp = f"{plan.request.starts_on:%Y%m%d}T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Unhurried//Planner//EN"]
    for step in plan.steps[1:]:
        day = step.starts_on - REVIEW_BEFORE
        lines += [
            "BEGIN:VEVENT",
            f"UID:{key}-{step.number}@unhurried",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{step.starts_on:%Y%m%d}",
            f"SUMMARY:{_ics_text(words.calendar('title'))}",
            f"DESCRIPTION:{_ics_text(words.calendar('description'))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, never inside a character (RFC 5545, 3.1)."""
    part = ""
    for character in line:
        if len((part + character).encode()) > LINE_OCTETS:
            yield part
            part = " "
        part += character
    yield part


def _ics_text(text: str) -> str:
    for found, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(found, written)
    return text


def to_svg(plan: Plan) -> str:
    """The dose over time as an SVG element to stand in a page, with its title and description.

    Its ink is the text colour of the page, so that it is seen in light and in dark.
    """
    with matplotlib.rc_context(PICTURE):
        figure = _draw(plan)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return _for_a_page(file.getvalue(), _in_words(plan))


def _for_a_page(svg: str, words: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<(metadata|style)\b.*?</\1>\s*", "", svg, flags=re.DOTALL)
    # A page's content security policy lets no style attribute through.
    svg = re.sub(r'style="([^"]*)"', _attributes, svg)
    svg = re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', 'width="100%"', svg, count=1)
    svg = svg.replace(INK, "currentColor").replace(CURVE, "currentColor")
    # Matplotlib leaves black out where it is the default of SVG.
    named = 'role="img" fill="currentColor" aria-labelledby="curve-title curve-desc"'
    svg = svg.replace("<svg ", f"<svg {named} ", 1)
    head = svg.index(">") + 1
    return svg[:head] + words + svg[head:]


def _attributes(style: re.Match[str]) -> str:
    pairs = (pair.split(":", 1) for pair in style[1].split(";") if ":" in pair)
    written = {name.strip(): value.strip() for name, value in pairs}
    font = written.pop("font", "").replace("'", "")
    if font:
        written["font-size"], written["font-family"] = font.split(" ")[-2:]
    return " ".join(f'{name}="{value}"' for name, value in written.items())


def _draw(plan: Plan) -> Figure:
    words = read_words()
    figure = Figure(figsize=(7, 3.2), tight_layout=True)
    axes = figure.add_subplot()
    days = [step.starts_on for step in plan.steps]
    doses = [float(step.dose_mg) for step in plan.steps]
    axes.step([*days, days[-1] + timedelta(14)], [*doses, doses[-1]], where="post", color=CURVE)
    axes.set_ylim(bottom=0)
    axes.set_xlabel(words.picture("date_axis"))
    axes.set_ylabel(words.picture("dose_axis"))
    locator = AutoDateLocator(maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure


def _in_words(plan: Plan) -> str:
    words, first, last = read_words(), plan.steps[0], plan.steps[-1]
    title = words.picture("title", medicine=plan.request.taken.medicine)
    desc = words.picture(
        "desc",
        start=shown(first.dose_mg),
        end=shown(last.dose_mg),
        from_date=first.starts_on.isoformat(),
        to_date=last.starts_on.isoformat(),
        steps=len(plan.steps) - 1,
        weeks=plan.weeks,
    )
    return (
        f'<title id="curve-title">{escape(title)}</title>'
        f'<desc id="curve-desc">{escape(desc)}</desc>'
    )
