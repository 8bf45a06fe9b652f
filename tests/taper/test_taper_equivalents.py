"""Sums of diazepam equivalents: ranges with names, none where none may be given."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.taper.equivalents import Equivalents, Total
from bot.taper.taken import Taken

TABLE = Equivalents.from_content()


def total(*taken: tuple[str, str]) -> Total:
    return TABLE.total([Taken(medicine, Decimal(mg)) for medicine, mg in taken])


# Worked out by hand from the table: dose x 10 / figure.
@pytest.mark.parametrize(
    ("taken", "low", "high"),
    [
        ([("diazepam", "7.5")], "7.5", "7.5"),
        ([("alprazolam", "2")], "20", "40"),
        ([("clonazepam", "0.5")], "5", "10"),
        ([("lorazepam", "1")], "5", "10"),
        ([("temazepam", "20")], "10", "13.333"),
        ([("oxazepam", "30")], "10", "15"),
        ([("zopiclone", "7.5")], "5", "5"),
        ([("zolpidem", "10")], "5", "5"),
        ([("triazolam", "0.25")], "5", "10"),
        ([("quazepam", "10")], "3.704", "10"),
        ([("flunitrazepam", "1")], "5", "10"),
        ([("estazolam", "2")], "10", "20"),
        ([("midazolam", "7.5")], "10.714", "15"),
        ([("alprazolam", "2"), ("diazepam", "5")], "25", "45"),
        ([("clonazepam", "1"), ("temazepam", "20")], "20", "33.333"),
        ([("diazepam", "5"), ("diazepam", "2.5")], "7.5", "7.5"),
    ],
)
def test_the_total_runs_from_the_lowest_to_the_highest_source(
    taken: list[tuple[str, str]], low: str, high: str
) -> None:
    found = total(*taken)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))


def test_each_source_has_its_own_sum_or_says_what_it_lacks() -> None:
    rows = {
        row.source_key: row for row in total(("alprazolam", "2"), ("zopiclone", "7.5")).by_source
    }
    assert (rows["ASHTON02"].low, rows["ASHTON02"].high) == (45, 45)
    assert rows["VADOD21"].missing == ("zopiclone",) and rows["VADOD21"].low is None
    assert rows["SCOT24"].missing == ("alprazolam",) and rows["SCOT24"].high is None
    assert "MEDSCAPE" not in rows and "JPCOPY" not in rows


def test_diazepam_counts_as_itself_where_a_source_does_not_print_it() -> None:
    rows = {row.source_key: row for row in total(("lorazepam", "2"), ("diazepam", "5")).by_source}
    assert rows["SMARTCARE18"].low == 15


def test_a_printed_range_stays_a_range() -> None:
    row = next(r for r in total(("lormetazepam", "1")).by_source if r.source_key == "SCOT24")
    assert (row.low, row.high) == (5, 10)


def test_the_spread_of_an_estimate_is_shown_and_not_computed() -> None:
    figure = next(f for f in TABLE.figures("clonazepam") if f.source_key == "CLINCALC")
    assert (figure.low, figure.high) == (Decimal("0.75"), Decimal("0.75"))
    assert figure.spread == (Decimal("0.5"), Decimal(4)) and figure.printed == "0.75 (0.5-4)"


@pytest.mark.parametrize(
    ("medicine", "reason"),
    [
        ("bromazolam", "designer"), ("clonazolam", "designer"), ("etizolam", "designer"),
        ("phenazepam", "designer"), ("nifoxipam", "designer"), ("eszopiclone", "not_computed"),
        ("brotizolam", "not_computed"), ("tofisopam", "not_computed"),
        ("tetrazepam", "not_in_table"), ("paracetamol", "not_in_table"),
    ],
)  # fmt: skip
def test_what_has_no_usable_figure_is_refused(medicine: str, reason: str) -> None:
    found = total((medicine, "5"))
    assert [row.reason_id for row in found.refused] == [reason]
    assert medicine in found.refused[0].reason
    assert found.low is None and found.high is None and found.by_source == ()


def test_one_refused_medicine_leaves_no_total() -> None:
    found = total(("diazepam", "5"), ("bromazolam", "2"))
    assert found.low is None and found.high is None
    assert found.by_medicine[0].medicine == "diazepam" and found.highest_known == 5
    assert all(row.low is None and "bromazolam" in row.missing for row in found.by_source)


def test_street_products_get_no_figure_whatever_the_name() -> None:
    found = TABLE.total([Taken("alprazolam", Decimal(2))], street=True)
    assert found.low is None and found.by_medicine == ()
    assert found.refused[0].reason_id == "street"


@pytest.mark.parametrize("key", ["MEDSCAPE", "JPCOPY", "BENZOREFORM", "RACGPB", "ETG", "AMH"])
def test_these_sources_are_never_used_in_sums(key: str) -> None:
    rows = [row for row in TABLE.rows() if row.source_key == key]
    assert rows and not any(row.computed for row in rows)
    with pytest.raises(ValueError, match="gives no figure"):
        rows[0].diazepam_mg(Decimal(1))


def test_nothing_taken_has_no_total() -> None:
    assert total() == Total(None, None, (), (), ())


def test_the_table_says_which_medicines_it_has() -> None:
    assert "diazepam" in TABLE.medicines() and "bromazolam" in TABLE.medicines()
    assert "(all)" not in TABLE.medicines()
    assert (
        TABLE.highest("alprazolam", Decimal(1)) == 20
        and TABLE.highest("bromazolam", Decimal(1)) is None
    )
