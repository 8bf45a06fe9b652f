"""Whole conversations with the real chain; each file is one, named as a sentence."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot.chat import Exchange, Talk
from bot.processes import Running

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*/*.yml"))
EXPECTED = {
    "phases", "ends_in", "risk", "never", "says", "kinds", "keeps", "leaves_out", "interruptions",
    "erased", "forgotten",
}  # fmt: skip
# Summaries and telephone numbers are shown as often as they are needed.
REPEATABLE = {"contacts", "summary"}
QUOTED = re.compile("“[^”]*”")
SENTENCE_END = re.compile(r"(?<=[.?!…])\s+|\n+")
PERSONAL_DOSE = re.compile(
    r"\d\s*(mg|mcg|ml|milligrams?|micrograms?|tablets?|pills?|drops|per ?cent|%)", re.I
)
NOT_UNDERSTOOD = re.compile(r"(did|do)(n't| not) (quite )?understand|rephrase", re.I)
# Of fewer reflections no share can be told.
FEW = 4
GOES_ON = {"question", "statement", "consent", "risk", "contacts", "summary"}

pytestmark = pytest.mark.slow


@pytest.fixture(params=FILES, ids=lambda path: path.stem.replace("_", " "))
def script(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The lines of one conversation and what is expected of it."""
    read: dict[str, Any] = yaml.safe_load(request.param.read_text(encoding="utf-8"))
    assert set(read) <= {"lines", "country", "expect"}, "A file has lines, country and expect."
    assert all(isinstance(line, str) for line in read["lines"]), "Quote yes, no and numbers."
    assert set(read["expect"]) <= EXPECTED, set(read["expect"]) - EXPECTED
    return read


def test_a_conversation(script: dict[str, Any], chain: Running) -> None:
    """What holds for every conversation, then what this file expects."""
    faults: list[str] = []
    with Talk(chain.url, country=script.get("country")) as talk:
        exchanges = list(talk.play(script["lines"]))
        contacts = _contacts_line(chain.url, script.get("country"))
        faults += _words(exchanges, contacts)
        faults += _dead_ends(exchanges)
        faults += _balance(exchanges, script["expect"].get("interruptions", []))
        faults += _as_expected(exchanges, script["expect"])
        faults += _kept(talk, exchanges, script["expect"])
    assert not faults, "\n" + "\n".join(faults + [e.readable() for e in exchanges])


def _contacts_line(url: str, country: str | None) -> str:
    query = {"country": country} if country else {}
    with httpx.Client(base_url=url, trust_env=False) as client:
        answer = client.get("/api/settings", params=query)
    return str(answer.json()["contacts_line"])


def _own_words(message: dict[str, Any], contacts: str) -> str:
    """What the coach itself says in a message, without the person's words and the numbers."""
    return QUOTED.sub("“”", message["text"]).replace(contacts, "")


def _words(exchanges: list[Exchange], contacts: str) -> list[str]:
    """Nothing twice, no exclamation mark, no dose, no shrug."""
    faults, said = [], Counter[str]()
    for message in (m for e in exchanges for m in e.messages):
        own, kind = _own_words(message, contacts), message["kind"]
        if kind != "summary":
            faults += ["an exclamation mark: " + own] * ("!" in own)
            faults += ["a shrug: " + own] * bool(NOT_UNDERSTOOD.search(own))
        if kind not in {"information", "summary"} and PERSONAL_DOSE.search(own):
            faults.append("a dose: " + own)
        faults += ["a placeholder: " + own] * bool(re.search(r"\{[a-z_]+\}", own))
        if kind == "information":
            # The last line is the label of the passage's review state.
            own = own.rsplit("\n", 1)[0]
        if kind not in REPEATABLE:
            said.update(s.strip() for s in SENTENCE_END.split(own) if len(s.split()) > 1)
    return faults + [f"said {n} times: {s}" for s, n in said.items() if n > 1]


def _dead_ends(exchanges: list[Exchange]) -> list[str]:
    """Every reply says something, and ends with something to go on from."""
    faults = []
    for exchange in exchanges:
        if not exchange.messages:
            faults.append(f"no reply to {exchange.said!r}")
        elif exchange.phase != "closing" and exchange.messages[-1]["kind"] not in GOES_ON:
            faults.append(f"left hanging after {exchange.said!r}")
    return faults


def _balance(exchanges: list[Exchange], interruptions: list[str]) -> list[str]:
    """In a whole conversation reflections outnumber questions, and most are complex.

    A question that comes back after an interruption is the same question, not one more.
    """
    if "closing" not in exchanges[-1].phases_done or "rulers" not in exchanges[-1].phases_done:
        return []
    messages = [m for e in exchanges for m in e.messages]
    questions = sum(
        m["kind"] == "question"
        for e in exchanges
        if not any(part in (e.said or "") for part in interruptions)
        for m in e.messages
    )
    codes = [m["code"] for m in messages if m["kind"] == "reflection"]
    complex_ones = codes.count("complex_reflection")
    faults = []
    if _answered(exchanges) and len(codes) < questions:
        faults.append(f"{len(codes)} reflections for {questions} questions")
    if 2 * complex_ones <= len(codes) and len(codes) >= FEW:
        faults.append(f"{complex_ones} of {len(codes)} reflections are complex")
    return faults


def _answered(exchanges: list[Exchange]) -> bool:
    """Whether most of what was said was an answer, and not a wish to skip."""
    said = [e.said or "" for e in exchanges[1:]]
    return 2 * sum("skip" in s.lower() for s in said) < len(said)


def _as_expected(exchanges: list[Exchange], expect: dict[str, Any]) -> list[str]:
    last = exchanges[-1]
    text = "\n".join(m["text"] for e in exchanges for m in e.messages)
    kinds = {m["kind"] for e in exchanges for m in e.messages}
    missing = [p for p in expect.get("phases", ()) if p not in last.phases_done]
    faults = [f"phases not done: {', '.join(missing)}"] if missing else []
    if "ends_in" in expect and last.phase != expect["ends_in"]:
        faults.append(f"ends in {last.phase}, not in {expect['ends_in']}")
    faults += [f"never said: {p}" for p in expect.get("says", ()) if not re.search(p, text)]
    faults += [f"said: {p}" for p in expect.get("never", ()) if re.search(p, text)]
    faults += [f"no message of kind {k}" for k in expect.get("kinds", ()) if k not in kinds]
    for fragment in expect.get("interruptions", ()):
        faults += _comes_back(exchanges, fragment)
    return faults + (_flags(exchanges, expect["risk"] or {}) if "risk" in expect else [])


def _comes_back(exchanges: list[Exchange], fragment: str) -> list[str]:
    """After an interruption the phase stands and a question or a statement leads back to it."""
    for before, exchange in pairwise(exchanges):
        if fragment in (exchange.said or ""):
            faults = []
            if (before.phase, before.phases_done) != (exchange.phase, exchange.phases_done):
                faults.append(f"{fragment!r} moved the talk from {before.phase}")
            if len(exchange.messages) < 2 or exchange.messages[-1]["kind"] == "information":
                faults.append(f"no way back after {fragment!r}")
            return faults
    raise AssertionError(f"No line holds {fragment!r}: correct the file.")


def _flags(exchanges: list[Exchange], expected: dict[str, str]) -> list[str]:
    faults = []
    for exchange in exchanges[1:]:
        said = exchange.said or ""
        tier = exchange.risk["tier"] if exchange.risk else None
        wanted = next((t for fragment, t in expected.items() if fragment in said), None)
        if tier != wanted:
            faults.append(f"{said!r} was flagged {exchange.risk}, not {wanted}")
    return faults


def _kept(talk: Talk, exchanges: list[Exchange], expect: dict[str, Any]) -> list[str]:
    """The server's history is what was said, and the summary holds the person's words."""
    answer = talk.get()
    if expect.get("erased"):
        codes = {answer.status_code, talk.get("/summary").status_code}
        return [] if codes == {404} else [f"still there after deleting: {codes}"]
    history = [(t["said"], t["messages"]) for t in answer.json()["turns"]]
    faults = []
    if history != [(_shown(e, expect), e.messages) for e in exchanges]:
        faults.append("the history is not what was said")
    sections = talk.get("/summary").json()["sections"]
    summary = "\n".join(line for section in sections for line in section["lines"])
    lost = [words for words in expect.get("keeps", ()) if words not in summary]
    faults += [f"not in the summary: {words}" for words in lost]
    left = [words for words in expect.get("leaves_out", ()) if words in summary]
    return faults + [f"still in the summary: {words}" for words in left]


def _shown(exchange: Exchange, expect: dict[str, Any]) -> str | None:
    """A line as the history shows it; what came before consent was refused is gone."""
    if exchange.said in expect.get("forgotten", ()):
        return ""
    return exchange.said and exchange.said.strip("[]")
