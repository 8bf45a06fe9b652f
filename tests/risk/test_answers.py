"""Every risk has an answer, in the right order, with numbers, and without a word that harms."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.risk import Contacts, Verdict, countries, respond, resume, stay, unchecked_note
from bot.risk.answers import load_answers
from bot.risk.contacts import CONTENT as CONTACTS
from bot.risk.detector import CONTENT
from bot.risk.lexicon import TIERS, load
from bot.risk.model import ASKED_ABOUT
from bot.risk.sentences import HARMLESS, read_sentences
from bot.risk.verdict import MODEL, UNSURE

LEXICON = load(CONTENT)
ANSWERS = load_answers()


def _possible() -> list[tuple[str, str, str]]:
    """Each tier that a rule can end in, its contexts included."""
    found = {(entry.tier, entry.category, entry.id) for entry in LEXICON.together}
    for rule in LEXICON.rules.values():
        if rule.tier == "sign":
            continue
        caps = {s for s in rule.scope.values() if s in TIERS}
        reach = {rule.tier} | {c for c in caps if TIERS.index(c) < TIERS.index(rule.tier)}
        found |= {(tier, rule.category, rule.id) for tier in reach}
    learnt = {s.label for s in read_sentences() if s.label != HARMLESS}
    found |= {(t, c, f"model.{c}") for t, c in (label.split(":") for label in learnt)}
    found |= {(t, c, f"{MODEL}{c}{UNSURE}") for t, c in ASKED_ABOUT}
    return sorted(found)


def _texts() -> list[str]:
    texts = [text for caring in ANSWERS.caring for text in caring.texts]
    for group in (ANSWERS.call, ANSWERS.line, ANSWERS.ask):
        texts += [text for wordings in group.values() for text in wordings]
    told = (ANSWERS.honest, ANSWERS.stay_near)
    honest = [text for group in told for wordings in group.values() for text in wordings]
    ends = [*ANSWERS.resume, *ANSWERS.no_thoughts, *ANSWERS.misread, *ANSWERS.before_going_on]
    ends += [*ANSWERS.thoughts_again, *ANSWERS.unsure_again, *ANSWERS.resume_with.values()]
    return [*texts, *honest, *ANSWERS.carry_on, *ANSWERS.stay, *ends]


@pytest.mark.parametrize(("tier", "category", "rule"), _possible())
def test_every_verdict_has_three_different_answers(tier: str, category: str, rule: str) -> None:
    contacts = Contacts.for_country("AU")
    said: list[str] = []
    texts = []
    for _ in range(3):
        messages = respond(Verdict(tier, category, rule, "words"), contacts, said)
        said += [message.id for message in messages]
        texts += [message.text for message in messages if message.kind == "risk"]
    assert len(texts) == len(set(texts))
    assert all(len(text.split()) <= 45 for text in texts), max(texts, key=len)


@pytest.mark.parametrize("code", [code for code, _ in countries()])
def test_an_emergency_names_the_number_before_anything_else(code: str) -> None:
    contacts = Contacts.for_country(code)
    verdict = Verdict("emergency", "suicide_self_harm", "suicide.intent", "words")
    opening, numbers, closing = respond(verdict, contacts, [])
    number, crisis = contacts.first("emergency"), contacts.first("crisis")
    assert number and crisis
    assert opening.text.index(number.number) < opening.text.index(crisis.number)
    assert number.number in numbers.text and crisis.number in numbers.text
    assert "computer program" in closing.text
    assert [button.payload for button in closing.buttons] == ["/safe_now", "/not_safe"]


def test_an_unknown_country_gets_112_and_is_asked() -> None:
    contacts = Contacts.for_country(None)
    verdict = Verdict("urgent", "suicide_self_harm", "suicide.wish", "words")
    opening, numbers, _ = respond(verdict, contacts, [])
    assert "112" in opening.text
    assert "choose your country" in numbers.text


def test_contact_goes_on_with_one_button() -> None:
    verdict = Verdict("contact", "mixing", "mixing.opioid", "words")
    (message,) = respond(verdict, Contacts.for_country("GB"), [])
    assert [button.payload for button in message.buttons] == ["/affirm"]


def test_a_lesser_risk_in_a_pause_does_not_offer_to_carry_on() -> None:
    verdict = Verdict("contact", "mixing", "mixing.opioid", "words")
    (message,) = respond(verdict, Contacts.for_country("GB"), [], paused=True)
    assert [button.payload for button in message.buttons] == ["/safe_now", "/not_safe"]
    assert not any(text in message.text for text in ANSWERS.carry_on)


def test_who_is_asked_for_thoughts_of_dying_can_say_yes_or_no_with_a_button() -> None:
    verdict = Verdict("contact", "severe_distress", "distress.worn", "words")
    message, numbers = respond(verdict, Contacts.for_country("GB"), [])
    assert message.text.rstrip().endswith("?") and numbers.kind == "contacts"
    assert [button.payload for button in message.buttons] == ["/not_safe", "/affirm"]


def test_somebody_elses_emergency_is_answered_for_them() -> None:
    contacts = Contacts.for_country("NZ")
    verdict = Verdict("emergency", "overdose", "overdose.someone", "words")
    assert "them" in respond(verdict, contacts, [])[0].text


def test_the_wording_said_longest_ago_comes_back_first() -> None:
    contacts = Contacts.for_country("AU")
    said = [f"stay.{n}" for n in range(1, len(ANSWERS.stay) + 1)]
    assert stay(contacts, said)[0].id == "stay.1"
    assert stay(contacts, [*said, "stay.1"])[0].id == "stay.2"
    assert resume(["resume.1"])[0].id == "resume.2"


def test_no_sentence_stands_twice() -> None:
    sentences = [s for text in _texts() for s in re.split(r"(?<=[.?])\s+", text)]
    assert len(sentences) == len(set(sentences))


@pytest.mark.parametrize("text", _texts())
def test_no_text_carries_an_amount_or_a_word_that_harms(text: str) -> None:
    assert not re.search(r"\d\s*(mg|milligram|tablet|pill|ml)", text, re.IGNORECASE)
    assert not re.search(
        r"!|\b(addict|clean|abuse|misuse|failed|successful|committed|attempt)", text, re.IGNORECASE
    )


def test_where_nobody_is_told_the_patient_reads_so_and_where_the_clinic_is_told_too() -> None:
    contacts = Contacts.for_country("AU")
    verdict = Verdict("urgent", "suicide_self_harm", "suicide.intent", "words")
    alone = [respond(verdict, contacts, [], told=False)[-1].text for _ in range(3)]
    told = respond(verdict, contacts, [], told=True)[-1].text
    assert all(re.search(r"nobody may be|no person|nobody behind", text) for text in alone)
    assert re.search(r"clinic", told) and re.search(r"nobody may see it soon|a while|at once", told)


def test_numbers_that_were_not_checked_lately_say_so(tmp_path: Path) -> None:
    verdict = Verdict("urgent", "suicide_self_harm", "suicide.intent", "words")
    for checked, days, says in (
        (None, 365, True), (date.today(), 365, False), (date.today() - timedelta(days=40), 30, True)
    ):  # fmt: skip
        source = (CONTACTS / "NZ.yml").read_text()
        shown = "null" if checked is None else f'"{checked.isoformat()}"'
        folder = tmp_path / str(days) / str(checked)
        folder.mkdir(parents=True)
        for name in ("NZ", "ZZ"):
            text = source if name == "NZ" else (CONTACTS / "ZZ.yml").read_text()
            (folder / f"{name}.yml").write_text(
                text.replace("verified_on: null", f"verified_on: {shown}")
            )
        contacts = Contacts.for_country("NZ", folder, days)
        numbers = respond(verdict, contacts, [])[1].text
        assert ("not checked all" in numbers) is says
        assert (unchecked_note(contacts) is not None) is says
