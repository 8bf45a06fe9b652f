"""Paper: how every sheet looks, and the summary on one."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fpdf import FPDF

MARGIN_MM = 20
LINE_MM = 6


def _fonts() -> Path:
    # DejaVu comes with matplotlib and has the letters of most languages; no need to import it.
    spec = find_spec("matplotlib")
    assert spec and spec.origin
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


def new_sheet(title: str) -> FPDF:
    """A document of A4 pages that begins with its title."""
    pdf = FPDF(format="A4")
    pdf.set_margin(MARGIN_MM)
    pdf.set_title(title)
    pdf.set_lang("en")
    pdf.add_font("sans", "", _fonts() / "DejaVuSans.ttf")
    pdf.add_font("sans", "B", _fonts() / "DejaVuSans-Bold.ttf")
    pdf.add_page()
    write(pdf, title, bold=True, size=18)
    return pdf


def write(pdf: FPDF, text: str, bold: bool = False, size: int = 11) -> None:
    """A paragraph, with its lines even on the left only; `size` is in points."""
    pdf.set_font("sans", "B" if bold else "", size)
    pdf.multi_cell(0, size * 0.55, text, align="L", new_x="LMARGIN", new_y="NEXT")


def summary_pdf(summary: dict[str, Any], title: str) -> bytes:
    """The summary as a PDF of A4 pages; sections without a line are left out."""
    pdf = new_sheet(title)
    for section in summary["sections"]:
        if section["lines"]:
            pdf.ln(LINE_MM / 2)
            write(pdf, section["heading"], bold=True, size=12)
            for line in section["lines"]:
                write(pdf, f"• {line}")
    pdf.ln(LINE_MM)
    write(pdf, summary["footer"], size=9)
    return bytes(pdf.output())
