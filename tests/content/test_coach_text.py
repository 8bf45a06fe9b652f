"""What the coach says besides reflections holds to the rules for words a patient reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import textstat
import yaml

from bot.coaching.bank import CODES, KINDS, Bank, Entry
from bot.coaching.state import PHASES

CONTENT = Path(__file__).resolve().parents[2] / "content"
COACH = CONTENT / "coach"
BANK = Bank.from_content(CONTENT)
ENTRIES = [entry for entries in BANK.lists.values() for entry in entries]
SECTIONS = BANK.summary["sections"]

OPEN_PHASES = ("ideas", "concerns", "expectations", "dreams", "link")
ASKING = {"question", "consent"}
# How many wordings each list needs, so that no sentence has to be said twice.
LEAST = {
    "opening.intro": 3, "opening.consent": 1, "opening.consent_again": 6,
    "opening.consent_declined": 2, "opening.welcome": 3, "opening.ask": 4, "opening.deeper": 3,
    **{f"{phase}.ask": 4 for phase in OPEN_PHASES},
    **{f"{phase}.deeper": 5 for phase in OPEN_PHASES},
    **{f"{phase}.build": 4 for phase in OPEN_PHASES},
    **{f"{phase}.move_on": 3 for phase in OPEN_PHASES},
    "link.ask_with_dream": 4,
    "bridges.gather": 8, "bridges.gather_steady": 5, "bridges.gather_plain": 4,
    "bridges.with_dream": 5,
    "rulers.importance_ask": 3, "rulers.ask_with_dream": 3, "rulers.importance_why": 4,
    "rulers.importance_why_zero": 3, "rulers.confidence_ask": 3, "rulers.confidence_why": 4,
    "rulers.confidence_why_zero": 3, "rulers.number_again": 5,
    **{
        f"rulers.{ruler}_reflect_{height}": 5
        for ruler in ("importance", "confidence")
        for height in ("low", "mid", "high")
    },
    "information.offer": 4, "information.none_wanted": 4,
    "information.after": 6, "information.more": 4, "information.cannot_find": 4,
    "information.said_before": 3,
    "summary.lead": 4, "summary.check": 4, "summary.what_to_change": 4, "summary.kept": 3,
    "summary.yours_to_say": 3,
    "summary.thanks_for_change": 3, "summary.taken_out": 4, "summary.put_back": 3,
    "summary.line_gone": 3, "summary.not_found": 3,
    "closing.close": 5, "closing.what_next": 4, "closing.after_close": 6, "closing.bye": 3,
    "resist.reflect": 10, "resist.autonomy": 10, "resist.offer": 6, "affirm": 16,
    "skip": 8, "skip_first": 3, "go_back": 6, "stop": 4, "stopped_return": 4,
    "delete_confirm": 4, "deleted": 2, "keep": 3, "correct": 8,
    "ask_bot": 5, "ask_privacy": 5, "ask_person": 5, "ask_how_it_works": 4,
    "ask_why": 6, "ask_advice": 6, "ask_to_tell": 6, "ask_repeat": 5, "small_talk": 8, "greet": 4,
    "thanks": 6,
    "takes_them_too": 3, "who_reads": 4, "rulers.numbers_mean": 3,
    "goodbye": 3, "abuse": 8, "gibberish": 6, "emoji": 5, "other_language": 6, "carer": 6,
    "out_of_scope": 8,
    "demand_dose": 8, "did_you_mean_one": 4, "did_you_mean_two": 4,
    "medicine_short": 6, "medicine_long": 6, "medicine_unknown": 6, "declined_medicine": 4,
    "too_long": 3, "empty": 3, "waiting": 2, "unavailable": 4, "rate_limited": 2,
    **{f"carers.{phase}.ask": 4 for phase in OPEN_PHASES},
    **{f"carers.{phase}.{step}": 3 for phase in OPEN_PHASES for step in ("deeper", "build")},
    "carers.link.ask_with_dream": 3, "carers.rulers.importance_ask": 3,
    "carers.rulers.ask_with_dream": 3, "carers.rulers.confidence_ask": 3,
    "carers.bridges.gather": 4, "carers.bridges.gather_steady": 3,
    "carers.bridges.gather_plain": 3, "carers.bridges.with_dream": 4,
    "carers.closing.close": 3, "carers.rulers.importance_reflect_low": 4,
    "carers.resist.reflect": 4, "carers.resist.autonomy": 5, "carers.demand_dose": 4,
    "carers.medicine_short": 3, "carers.medicine_long": 3,
    "go_on_bridge": 10, "return_to": 8, "thin_accept": 10, "yes_to_open": 6, "still_here": 6,
}  # fmt: skip

# What the code fills in, and in which lists every entry carries it.
EVERY_ENTRY_HAS = {
    "return_to": {"quote"},
    "summary.taken_out": {"quote"},
    "summary.put_back": {"quote"},
    **{f"{phase}.build": {"quote"} for phase in OPEN_PHASES},
    **{f"carers.{phase}.build": {"quote"} for phase in OPEN_PHASES},
    "link.ask_with_dream": {"dream"},
    "carers.link.ask_with_dream": {"dream"},
    "carers.bridges.with_dream": {"dream"},
    "carers.rulers.ask_with_dream": {"dream"},
    "bridges.with_dream": {"dream"},
    "rulers.ask_with_dream": {"dream"},
    "rulers.importance_why": {"number"},
    "rulers.confidence_why": {"number"},
    "ask_privacy": {"clinic", "days"},
    "who_reads": {"clinic", "days"},
    "ask_person": {"contacts"},
    "did_you_mean_one": {"a"},
    "did_you_mean_two": {"a", "b"},
}
SOME_ENTRIES_HAVE = {
    "opening.intro": {"clinic", "days"},
    "stop": {"days"},
    "goodbye": {"days"},
    "closing.what_next": {"days"},
}
FILLED = {
    "clinic": "the people who run this service",
    "days": 30,
    "quote": "my son says I repeat myself",
    "dream": "walk on the beach with my sister",
    "number": 4,
    "contacts": "In danger now, call 000.",
    "a": "Valium",
    "b": "Xanax",
}

# Each pattern is one way in which a sentence would break a rule of the house.
FORBIDDEN = {
    "exclamation": r"!",
    "stigma": r"\b(addict\w*|clean|abus\w+|misus\w+|fail\w*|junkie|hooked)\b",
    "lecture": r"\b(you (should|must|ought|have to|need to)|it is important|why not just)\b",
    "call centre": r"\b(unfortunately|valued|assist\w*|inconvenience|process(ed|ing)|customer)\b",
    "jargon": r"\b(taper\w*|benzo\w*|symptom\w*|dependen\w+|dosage|user|motivat\w+)\b",
    "form": r"\b(tablets?|pills?)\b",
    "personal dose": r"\b\d+(\.\d+)? ?(mg|milligrams?|micrograms?|ml|drops?)\b|%|per ?cent",
    "telling to stop the medicine": r"\b(stop|quit|give up|come off) (the|your|this|taking)\b",
    "praise": r"\b(well done|great job|proud|brave|amazing|congratulat\w+)\b",
    "American spelling": r"\b(realiz\w+|color\w*|favor\w*|behavior\w*|center\w*|recogniz\w+)\b",
    "emoji": r"[\u2190-\u2bff\U0001f000-\U0001faff]",
}


def fields(entry: Entry) -> set[str]:
    """The placeholders of an entry."""
    return set(re.findall(r"\{(\w+)\}", entry.text))


def words(text: str) -> list[str]:
    """The words of a text in small letters, without punctuation."""
    return re.findall(r"[a-z0-9']+", text.lower())


def sentences(text: str) -> list[str]:
    """The sentences of a text as a reader would compare them."""
    return [s for s in (" ".join(words(p)) for p in re.split(r"(?<=[.?])\s+", text)) if s]


def other_texts() -> list[str]:
    """Every text of the summary page and the buttons."""
    page, own = BANK.summary, BANK.summary["carers"]
    sections = [*SECTIONS.values(), *own["sections"].values()]
    parts = [part for s in sections for key, part in s.items() if key != "heading"]
    headings = {s["heading"] for s in sections}
    return [
        page["title"], page["lead"], page["footer"], own["footer"], *parts, *headings,
        *BANK.buttons.values(),
    ]  # fmt: skip


def keys_of(node: yaml.Node) -> Iterator[list[str]]:
    """The keys of every mapping in a YAML tree."""
    if isinstance(node, yaml.MappingNode):
        yield [key.value for key, _ in node.value]
        for _, value in node.value:
            yield from keys_of(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from keys_of(value)


@pytest.mark.parametrize("name", ["phases", "carers", "moves", "summary", "buttons"])
def test_no_key_stands_twice_and_hides_the_first(name: str) -> None:
    tree = yaml.compose((COACH / f"{name}.yml").read_text(encoding="utf-8"))
    assert tree is not None
    assert [keys for keys in keys_of(tree) if len(keys) != len(set(keys))] == []


def test_the_lists_are_those_that_the_coach_knows() -> None:
    assert set(BANK.lists) == set(LEAST)


@pytest.mark.parametrize(("key", "least"), LEAST.items())
def test_each_list_has_enough_wordings(key: str, least: int) -> None:
    assert len(BANK.lists[key]) >= least


@pytest.mark.parametrize("key", LEAST)
def test_ids_name_their_list_and_count_up(key: str) -> None:
    entries = BANK.lists[key]
    assert [e.id for e in entries] == [f"{key}.{i:02d}" for i in range(1, len(entries) + 1)]


def test_every_entry_has_a_kind_and_a_code_that_fit_together() -> None:
    assert {e.kind for e in ENTRIES} <= KINDS - {"risk", "contacts", "information"}
    assert {e.code for e in ENTRIES} <= CODES
    asking_codes = {"question_open", "question_closed", "seek_collaboration"}
    wrong = [
        e.id
        for e in ENTRIES
        if (e.kind in ASKING and e.code not in asking_codes)
        or (e.kind == "reflection" and not e.code.endswith("_reflection"))
        or (e.kind == "affirmation" and e.code != "affirm")
        or (e.code.startswith("question") and e.kind not in ASKING)
    ]
    assert wrong == []


def test_most_questions_of_the_phases_are_open() -> None:
    codes = Counter(e.code for p in OPEN_PHASES for e in BANK.lists[f"{p}.ask"])
    assert set(codes) == {"question_open"}


def test_a_question_asks_once_and_nothing_else_asks() -> None:
    asking = [e for e in ENTRIES if e.kind in ASKING]
    assert [e.id for e in asking if not e.text.endswith("?") or e.text.count("?") > 1] == []
    telling = [e for e in ENTRIES if e.kind not in ASKING]
    assert [e.id for e in telling if "?" in e.text] == []
    assert [e.id for e in telling if not e.text.endswith((".", "{contacts}"))] == []


def test_a_message_is_short_even_when_filled() -> None:
    assert [e.id for e in ENTRIES if not 2 <= len(words(e.fill(FILLED))) <= 40] == []
    assert [e.id for e in ENTRIES if not re.match(r"[A-Z“]", e.text)] == []
    assert [e.id for e in ENTRIES if re.search(r"^\s|\s$|\s\s", e.text)] == []


@pytest.mark.parametrize("key", LEAST)
def test_placeholders_are_those_that_the_code_fills(key: str) -> None:
    found = [fields(e) for e in BANK.lists[key]]
    if key in EVERY_ENTRY_HAS:
        assert found == [EVERY_ENTRY_HAS[key]] * len(found)
    else:
        assert set().union(*found) == SOME_ENTRIES_HAVE.get(key, set())


def test_own_words_stand_in_quotation_marks() -> None:
    bare = re.compile(r"(?<!“)\{(quote|dream)\}|\{(quote|dream)\}(?!”)")
    assert [e.id for e in ENTRIES if bare.search(e.text)] == []


def heard_by(audience: str) -> list[Entry]:
    """What a patient or a carer can come to hear: a list for carers stands for its namesake."""
    own = {key for key in BANK.lists if key.startswith("carers.")}
    replaced = {key.removeprefix("carers.") for key in own}
    unheard = own if audience == "patient" else replaced
    return [e for key, entries in BANK.lists.items() if key not in unheard for e in entries]


def test_every_list_for_carers_stands_for_one_for_patients() -> None:
    own = {key.removeprefix("carers.") for key in BANK.lists if key.startswith("carers.")}
    assert own and own <= set(BANK.lists)


@pytest.mark.parametrize("audience", ["patient", "carer"])
def test_no_sentence_stands_twice(audience: str) -> None:
    texts = [e.text.replace("{contacts}", "") for e in heard_by(audience)] + other_texts()
    counts = Counter(s for text in texts for s in sentences(text))
    assert [s for s, count in counts.items() if count > 1] == []


def test_no_sentence_is_also_a_reflection() -> None:
    mine = {s for e in ENTRIES for s in sentences(e.text)}
    lists = {e.id for e in ENTRIES}
    bank = {s for e in BANK.entries() if e.id not in lists for s in sentences(e.text)}
    assert bank and mine & bank == set()


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_sentence_breaks_a_rule_of_the_house(rule: str) -> None:
    pattern = re.compile(FORBIDDEN[rule], re.IGNORECASE)
    texts = [e.text for e in ENTRIES] + other_texts()
    assert [text for text in texts if pattern.search(text)] == []


def test_openings_vary() -> None:
    openings = Counter(" ".join(words(e.text)[:3]) for e in ENTRIES)
    assert {opening: n for opening, n in openings.items() if n > 8} == {}


def test_a_ten_year_old_can_read_the_bank() -> None:
    # Both indices count letters, so that no pronunciation corpus has to be downloaded.
    text = " ".join(e.fill(FILLED) for e in ENTRIES)
    assert textstat.automated_readability_index(text) <= 6
    assert textstat.coleman_liau_index(text) <= 6


def test_each_entry_can_be_read_at_night() -> None:
    texts = [e.fill(FILLED) for e in ENTRIES]
    # An index of a handful of words says nothing.
    texts = [text for text in texts if len(words(text)) >= 8]
    indices = (textstat.automated_readability_index, textstat.coleman_liau_index)
    assert [text for text in texts if max(index(text) for index in indices) > 9] == []


def test_the_intro_says_what_has_to_be_known_before_consent() -> None:
    text = " ".join(e.text for e in BANK.lists["opening.intro"])
    for needed in (
        "computer program", "not a person", "not an emergency service", "prescriber",
        "do not change your dose", "{clinic}", "{days} days", "copy", "delete",
    ):  # fmt: skip
        assert needed in text


@pytest.mark.parametrize("key", ["closing.close", "demand_dose"])
def test_the_prescriber_is_named_where_a_dose_is_spoken_of(key: str) -> None:
    assert [e.id for e in BANK.lists[key] if "prescribe" not in e.text] == []


def test_every_closing_leaves_the_dose_to_be_talked_over() -> None:
    assert [e.id for e in BANK.lists["closing.close"] if "dose" not in e.text] == []


def test_the_summary_has_a_section_for_all_that_was_asked() -> None:
    told = [phase for phase in PHASES if phase in ("opening", *OPEN_PHASES)]
    assert list(SECTIONS) == [*told, "importance", "confidence", "added", "questions", "read"]
    for name, section in SECTIONS.items():
        wanted = {"heading", "lead", "empty"}
        wanted |= {"line"} if name in ("importance", "confidence") else set()
        assert set(section) == wanted
        assert all(isinstance(text, str) and text for text in section.values())


@pytest.mark.parametrize("ruler", ["importance", "confidence"])
def test_a_ruler_line_takes_its_number(ruler: str) -> None:
    assert "7 out of 10" in SECTIONS[ruler]["line"].format(number=7)


def test_what_carers_read_instead_stands_for_something() -> None:
    own = BANK.summary["carers"]
    assert set(own) == {"footer", "sections"} and set(own["sections"]) <= set(SECTIONS)
    for key, words_instead in own["sections"].items():
        assert set(words_instead) == set(SECTIONS[key]) - {"line"}
    assert "not medical advice" in own["footer"] and "prescriber" in own["footer"]


def test_the_footer_says_that_this_is_no_medical_advice() -> None:
    footer: Any = BANK.summary["footer"]
    assert "not medical advice" in footer
    assert "not change my dose on my own" in footer


@pytest.mark.parametrize(
    "key",
    ["agree", "not_now", "skip", "go_on", "stop_here", "delete_all", "keep_it", "show_summary",
     "yes", "no", "none_of_these", "looks_right"],
)  # fmt: skip
def test_each_button_has_a_short_title(key: str) -> None:
    assert 1 <= len(words(BANK.buttons[key])) <= 5
