"""Full-text search of the passages, by the database's own means: FTS5, or tsvector with GIN."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from bot.guidance.schema import Guidance, Passage, Topic
from bot.records.guidance import GuidancePassage

MOST_WORDS = 40
LONGEST_WORD = 40
LONGEST_QUERY = 4000
# What a hit in the topic that was recognised gains, where the best hit by words alone has 1.
TOPIC_BOOST = 0.5
# Around the words that were found, in a snippet; no text of the library holds them.
MARK, UNMARK = "\x02", "\x03"

_NO_APOSTROPHES = str.maketrans("", "", "'\u2019")
_WORD = re.compile(r"\w+")
# Words that say nothing of the subject. "back", "off", "down" and "without" do.
_EMPTY_TEXT = """
    a about am an and any are as at be been but by can could did do does doing for from get gets
    had has have he her him his how i id if ill im in is isnt it its ive just like me my of on or
    our please she should so some tell than that thats the their them then there they this to u
    was we were what whats when where which who why will with would you your
"""
_EMPTY = frozenset(_EMPTY_TEXT.split())
_KEPT = text("SELECT passage_id, digest FROM guidance_search")
_DROP = text("DELETE FROM guidance_search WHERE passage_id = :passage_id")
_ADD = text(
    "INSERT INTO guidance_search (passage_id, digest, title, asked, said) "
    "VALUES (:passage_id, :digest, :title, :asked, :said)"
)
# What patients ask counts most, and the title before the text.
_FIND = {
    "sqlite": text(
        "SELECT passage_id, -bm25(guidance_search, 0, 0, 4, 6, 1) AS score, "
        "snippet(guidance_search, 4, :mark, :unmark, ' … ', 28) AS snippet "
        "FROM guidance_search WHERE guidance_search MATCH :words ORDER BY score DESC, passage_id"
    ),
    "postgresql": text(
        "SELECT passage_id, ts_rank('{0, 0.15, 1, 0.7}', words, query) AS score, "
        "ts_headline('english', said, query, "
        "'MaxFragments=2, MaxWords=14, MinWords=7, FragmentDelimiter= … , "
        "StartSel=' || :mark || ', StopSel=' || :unmark) AS snippet "
        "FROM guidance_search, to_tsquery('english', :words) AS query "
        "WHERE words @@ query ORDER BY score DESC, passage_id"
    ),
}


@dataclass(frozen=True)
class Hit:
    """A passage that was found.

    In the snippet the words of the query stand between `MARK` and `UNMARK`. The best hit by words
    alone scores 1; one of the recognised topic gains `TOPIC_BOOST`.
    """

    passage: GuidancePassage
    snippet: str
    score: float


def search(
    session: Session,
    query: str,
    audience: str | None = None,
    country: str | None = None,
    medicine: str | None = None,
    limit: int = 10,
    *,
    topic: str | None = None,
    staff: bool = False,
    any_case: bool = False,
) -> list[Hit]:
    """The passages that share words with `query`, the best first; any input is safe.

    Without `audience` those for patients and for clinicians. A passage for another medicine or
    country never comes, unless `any_case`: a page that says whom each is for may list them all.
    `topic` is what the classifier recognised. Passages for staff come with `staff` only.
    """
    words = query_words(query)
    if not words:
        return []
    dialect = session.get_bind().dialect.name
    joined = {"sqlite": " OR ", "postgresql": " | "}[dialect].join(
        f'"{word}"' if dialect == "sqlite" else f"'{word}'" for word in words
    )
    found = session.execute(_FIND[dialect], {"words": joined, "mark": MARK, "unmark": UNMARK}).all()
    passages = _load(session, [row.passage_id for row in found])
    best = max((row.score for row in found), default=0.0) or 1.0
    hits = [
        Hit(
            passages[row.passage_id],
            row.snippet,
            row.score / best + TOPIC_BOOST * (passages[row.passage_id].topic == topic),
        )
        for row in found
        if row.passage_id in passages
    ]
    fitting = [
        hit
        for hit in hits
        if audience in (None, hit.passage.audience)
        and (staff or not hit.passage.staff_only)
        and (any_case or fits(hit.passage, medicine, country))
    ]
    return sorted(fitting, key=lambda hit: (-hit.score, hit.passage.id))[:limit]


def query_words(query: str, most: int | None = MOST_WORDS) -> list[str]:
    """The telling words of a query in small letters, each once, `most` of them."""
    cut = query if most is None else query[:LONGEST_QUERY]
    found = _WORD.findall(cut.lower().translate(_NO_APOSTROPHES))
    telling = (word[:LONGEST_WORD] for word in found if word not in _EMPTY)
    return list(dict.fromkeys(telling))[:most]


def fits(passage: GuidancePassage, medicine: str | None, country: str | None) -> bool:
    """Whether a passage holds for someone with this medicine in this country."""
    medicines = {row.medicine for row in passage.medicines}
    countries = {row.country for row in passage.countries}
    return (not medicines or (medicine or "").lower() in medicines) and (
        not countries or (country or "").upper() in countries
    )


def index(session: Session, guidance: Guidance) -> None:
    """Bring the full-text index in step with `guidance`; what has not changed is not written."""
    kept = {row.passage_id: row.digest for row in session.execute(_KEPT)}
    rows = {passage.id: _row(guidance, topic, passage) for topic, passage in guidance.passages()}
    stale = [
        passage_id
        for passage_id, digest in kept.items()
        if passage_id not in rows or rows[passage_id]["digest"] != digest
    ]
    for passage_id in stale:
        session.execute(_DROP, {"passage_id": passage_id})
    new = [row for passage_id, row in rows.items() if passage_id in stale or passage_id not in kept]
    if new:
        session.execute(_ADD, new)


def _row(guidance: Guidance, topic: Topic, passage: Passage) -> dict[str, Any]:
    said = [
        *passage.text,
        *(position.text for position in passage.positions),
        passage.why_they_differ or "",
        " ".join(passage.medicines),
    ]
    asked = "\n".join(guidance.questions(topic))
    row = {"title": topic.title, "asked": asked, "said": " ".join(said)}
    digest = hashlib.sha256("\n".join(row.values()).encode()).hexdigest()
    return {**row, "passage_id": passage.id, "digest": digest}


def _load(session: Session, ids: Sequence[str]) -> dict[str, GuidancePassage]:
    chosen = select(GuidancePassage).where(GuidancePassage.id.in_(bindparam("ids", expanding=True)))
    return {row.id: row for row in session.scalars(chosen, {"ids": list(ids)})}
