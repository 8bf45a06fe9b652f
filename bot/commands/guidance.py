"""`unhurried guidance`: answer questions from the library."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.common import Json, prepare, write
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.guidance.answering import Answered


def guidance(
    questions: Annotated[
        list[str] | None,
        typer.Argument(help="One or more; each may follow up the one before it."),
    ] = None,
    medicine: Annotated[str | None, typer.Option(help="Whose medicine, generic name.")] = None,
    country: Annotated[
        str | None, typer.Option(help="Two letters; default: the clinic's country.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Answer questions from the guidance library; without any, a line each of standard input.

    Lines of standard input stand alone: none of them follows up another.
    """
    settings = Settings.from_env()
    prepare(settings)
    asked = iter(questions) if questions else _lines()
    for question, found in _answers(settings, asked, bool(questions), medicine, country):
        write(as_json, _as_dict(question, found), lambda f=found: _readable(f))  # type: ignore[misc]


def _lines() -> Iterator[str]:
    return (line.strip() for line in sys.stdin if line.strip())


def _answers(
    settings: Settings,
    questions: Iterator[str],
    in_turn: bool,
    medicine: str | None,
    country: str | None,
) -> Iterator[tuple[str, Answered]]:
    from bot.guidance.answering import Library
    from bot.guidance.recogniser import kept_recogniser
    from bot.language.embedding import sentence_encoder
    from bot.records.session import Records

    library = Library.from_content(settings.content)
    layers = sentence_encoder().layers
    recogniser = kept_recogniser(settings.content / "guidance", layers, settings.var)
    records = Records(settings.database_url)
    previous = None
    asked_of = medicine
    for question in questions:
        confidences = recogniser.confidences(question, layers([question])[0])
        with records.session() as session:
            found = library.answer(
                session, question, confidences, previous, asked_of, country or settings.country
            )
        if in_turn and found.answer:
            previous, asked_of = found.answer.topic, found.recognised.medicine or asked_of
        yield question, found


def _as_dict(question: str, found: Answered) -> dict[str, Any]:
    answer = found.answer
    return {
        "question": question,
        "answer": "\n".join(answer.texts) if answer else None,
        "topic": answer.topic if answer else None,
        "sources": answer.sources if answer else [],
        "passage": answer.passage_id if answer else None,
        "positions": answer.positions if answer else [],
        "why_they_differ": answer.why_they_differ if answer else None,
        "review": answer.review_note if answer else None,
        "kind": found.recognised.kind,
        "likeliest": found.recognised.likeliest,
        "medicine": found.recognised.medicine,
        "confidence": round(found.recognised.confidence, 3),
        "note": found.note,
        "instead": found.instead,
    }


def _readable(found: Answered) -> str:
    answer = found.answer
    if answer is None:
        return f"{found.note}\n" + "\n".join(f"  /guidance/{topic}" for topic in found.instead)
    sources = [
        f"  {s['title']} ({s['year'] or 'no date'}) {s['url'] or ''}".rstrip()
        for s in answer.sources
    ]
    if found.recognised.kind == "sources":
        return "\n".join([answer.title, *sources, answer.review_note, ""])
    positions = [f"  {p['source']} ({p['year']}): {p['text']}" for p in answer.positions]
    said = [answer.title, *answer.texts, *positions, answer.why_they_differ or ""]
    return "\n".join([*filter(None, said), answer.review_note, "Sources:", *sources, ""])
