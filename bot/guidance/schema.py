"""What a file in content/guidance may hold, and clear words when it holds something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, Extra, Field, ValidationError, root_validator, validator

# From best to weakest, as the fact sheet labels its facts: read in the document itself; read in
# somebody else's page; worked out from other facts; general knowledge that still must be verified.
EVIDENCE = ("SEEN", "SEEN-2ND", "CALC", "GK")
AUDIENCES = ("patient", "clinician")
SEEN = ("Y", "P", "2", "N")
LABELS = (
    "unreviewed", "reviewed", "overdue", "no_year", *EVIDENCE, *AUDIENCES,
    *(f"fact_{label}" for label in EVIDENCE), *(f"source_{seen}" for seen in SEEN),
)  # fmt: skip
NOT_TOPICS = ("sources", "labels", "asked", "words")
# The most paragraphs and the most words that each audience gets at once.
MOST = {"patient": (3, 60), "clinician": (5, 180)}
COUNTS = {3: "three", 5: "five"}
# The entries of the fact sheet's register of what sources disagree on.
REGISTER = tuple(f"Z{n}" for n in range(1, 23))

# Figures in digits, and the words that carry a share or a multiple.
NUMBER = re.compile(
    r"\d+(?:\.\d+)?|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|couple|half|"
    r"third|quarter|fifth|eighth|tenth|doubled?|twice|triple)\b"
)

Model = TypeVar("Model", bound=BaseModel)

# Conversions, schedules in milligrams, a product label's rate, the inpatient rates, steps of half
# the dose and the dose bands: never for patients.
STAFF_FACTS = frozenset(
    {"A3", "C2", "E4", "G3", "K3", "L1", "L2", "T22", "T23", "V1", *(f"Q{n}" for n in range(1, 9))}
)


class GuidanceError(ValueError):
    """A fault in content/guidance; the message names the file, the entry and what to do."""


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        anystr_strip_whitespace = True
        min_anystr_length = 1


class Source(_Strict):
    """A document that passages rest on, as sources.yml gives it."""

    name: str
    title: str
    year: int | None
    url: str | None
    seen: str

    @validator("seen")
    def _known(cls, seen: str) -> str:
        if seen not in SEEN:
            raise ValueError('write Y, P, "2" or N')
        return seen

    @validator("url")
    def _safe(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith("https://"):
            raise ValueError("write an address that starts with https://, or null")
        return url


class Position(_Strict):
    """One line on what one source says where sources differ."""

    source: str
    text: str


class Passage(_Strict):
    """One authored answer, for everybody or for some medicines or countries."""

    id: str
    audience: str
    countries: list[str]
    medicines: list[str]
    text: list[str]
    positions: list[Position]
    why_they_differ: str | None
    facts: dict[str, str]
    figures: dict[str, list[str]]
    sources: list[str]
    register_: list[str] = Field([], alias="register")
    reviewed_by: str | None
    reviewed_on: date | None
    next_review: date | None

    @property
    def evidence(self) -> str:
        """The weakest label among the facts that the passage rests on."""
        return max(self.facts.values(), key=EVIDENCE.index)

    @validator("audience")
    def _for_whom(cls, audience: str) -> str:
        if audience not in AUDIENCES:
            raise ValueError(f"write one of {', '.join(AUDIENCES)}")
        return audience

    @validator("countries", each_item=True)
    def _country(cls, country: str) -> str:
        if not re.fullmatch("[A-Z]{2}", country):
            raise ValueError('write a code of two capital letters in quotes, such as "AU"')
        return country

    @validator("medicines", each_item=True)
    def _medicine(cls, medicine: str) -> str:
        if medicine != medicine.lower():
            raise ValueError("write the generic name in small letters")
        return medicine

    @validator("text")
    def _short(cls, text: list[str], values: dict[str, Any]) -> list[str]:
        paragraphs, most = MOST[values.get("audience", AUDIENCES[-1])]
        if not 1 <= len(text) <= paragraphs:
            raise ValueError(f"write one to {COUNTS[paragraphs]} short paragraphs")
        words = sum(len(paragraph.split()) for paragraph in text)
        if words > most:
            raise ValueError(f"{words} words are too many: cut the text to {most}")
        return text

    @validator("register_", each_item=True)
    def _registered(cls, entry: str) -> str:
        if entry not in REGISTER:
            raise ValueError(f"{entry} is not in the register: write Z1 to Z{len(REGISTER)}")
        return entry

    @validator("facts")
    def _labelled(cls, facts: dict[str, str]) -> dict[str, str]:
        if not facts:
            raise ValueError("name the facts that the text rests on, each with its label")
        for fact, label in facts.items():
            if label not in EVIDENCE:
                raise ValueError(f"label {fact} as one of {', '.join(EVIDENCE)}")
        return facts

    @validator("figures", pre=True)
    def _lists(cls, figures: Any) -> Any:
        if not isinstance(figures, dict):
            return figures
        return {str(f): ids if isinstance(ids, list) else [ids] for f, ids in figures.items()}

    @validator("sources")
    def _sourced(cls, sources: list[str]) -> list[str]:
        if not sources:
            raise ValueError("name at least one source")
        return sources

    @root_validator(skip_on_failure=True)
    def _whole(cls, values: dict[str, Any]) -> dict[str, Any]:
        pieces = [*values["text"], *(p.text for p in values["positions"])]
        pieces.append(values["why_they_differ"] or "")
        printed = {n for piece in pieces for n in NUMBER.findall(piece.lower())}
        figures, facts = values["figures"], values["facts"]
        for number in sorted(printed - set(figures)):
            raise ValueError(f"the text says {number!r}: name its fact under figures")
        for number in sorted(set(figures) - printed):
            raise ValueError(f"figures lists {number!r}, which no text says: take it out")
        for number, ids in figures.items():
            for fact in set(ids) - set(facts):
                raise ValueError(f"figure {number!r} rests on {fact}: add {fact} to facts")
        for position in values["positions"]:
            if position.source not in values["sources"]:
                raise ValueError(f"a position is from {position.source}: add it to sources")
        if bool(values["positions"]) != bool(values["why_they_differ"]):
            raise ValueError("positions and why_they_differ go together: write both or neither")
        if bool(values["reviewed_by"]) != bool(values["reviewed_on"]):
            raise ValueError("reviewed_by and reviewed_on go together: write both or neither")
        return values


class Topic(_Strict):
    """One file: what patients ask about one subject, and what is answered.

    A topic for clinicians alone has no patient passage, and so no questions, offer or check. With
    `staff_only` its clinician passages are shown to signed-in staff alone.
    """

    topic: str
    title: str
    offer: str | None
    check: list[str]
    passages: list[Passage]
    questions: list[str]
    staff_only: bool = False

    @validator("passages")
    def _one_answer_each(cls, passages: list[Passage]) -> list[Passage]:
        taken: dict[Any, str] = {}
        for passage in passages:
            for medicine in passage.medicines or [None]:  # type: ignore[list-item]
                for country in passage.countries or [None]:  # type: ignore[list-item]
                    case = (passage.audience, medicine, country)
                    if case in taken:
                        raise ValueError(
                            f"{taken[case]} and {passage.id} are for the same people: "
                            "change the medicines or the countries of one of them"
                        )
                    taken[case] = passage.id
        patients = any(audience == "patient" for audience, *_ in taken)
        if patients and ("patient", None, None) not in taken:
            raise ValueError("write a passage for all patients: no medicines, no countries")
        return passages

    @root_validator(skip_on_failure=True)
    def _asked_by_patients(cls, values: dict[str, Any]) -> dict[str, Any]:
        patients = any(passage.audience == "patient" for passage in values["passages"])
        for name in ("offer", "check", "questions"):
            if patients and not values[name]:
                raise ValueError(f"{name} is empty: patients need it")
            if values[name] and not patients:
                raise ValueError(f"{name} is for patients: write a passage for them or empty it")
        return values


def for_staff_only(topic: Topic, passage: Passage) -> bool:
    """Whether a passage is shown to signed-in staff alone."""
    restricted = topic.staff_only or bool(STAFF_FACTS & set(passage.facts))
    return passage.audience == "clinician" and restricted


class Asked(_Strict):
    """asked.yml: more questions by topic, and what is asked that the library has nothing on."""

    topics: dict[str, list[str]]
    nothing: list[str]


class Guidance(BaseModel):
    """Everything in content/guidance."""

    sources: dict[str, Source]
    labels: dict[str, str]
    topics: dict[str, Topic]
    asked: Asked

    def questions(self, topic: Topic) -> list[str]:
        """Every way in which patients ask about a topic."""
        return [*topic.questions, *self.asked.topics.get(topic.topic, [])]

    def passages(self) -> Iterator[tuple[Topic, Passage]]:
        """Every passage with its topic."""
        for topic in self.topics.values():
            for passage in topic.passages:
                yield topic, passage


def read_guidance(folder: Path) -> Guidance:
    """Read and check the whole folder, or raise `GuidanceError`."""
    sources = {
        str(key): check_entry(Source, entry, folder / "sources.yml", str(key))
        for key, entry in read_mapping(folder / "sources.yml").items()
    }
    labels = {str(key): str(text) for key, text in read_mapping(folder / "labels.yml").items()}
    for missing in sorted(set(LABELS) - set(labels)):
        raise GuidanceError(f"{folder / 'labels.yml'}: {missing} is missing: write its text.")
    try:
        labels["reviewed"].format(name="", date="")
    except (KeyError, IndexError, ValueError):
        raise GuidanceError(
            f"{folder / 'labels.yml'}: reviewed may hold {{name}} and {{date}}: mend its braces."
        ) from None
    topics = read_topics(folder)
    asked = read_asked(folder, topics)
    guidance = Guidance(sources=sources, labels=labels, topics=topics, asked=asked)
    _across_files(guidance, folder)
    return guidance


def read_asked(folder: Path, topics: Mapping[str, Topic]) -> Asked:
    """Read and check asked.yml against the topics, or raise `GuidanceError`."""
    path = folder / "asked.yml"
    asked = check_entry(Asked, read_mapping(path), path, "asked")
    for name in asked.topics:
        if name not in topics or not topics[name].questions:
            raise GuidanceError(f"{path}: {name} is no topic that patients ask: correct its name.")
    return asked


def read_topics(folder: Path) -> dict[str, Topic]:
    """Read and check the topic files alone, by topic, or raise `GuidanceError`."""
    topics = {}
    for path in sorted(folder.glob("*.yml")):
        if path.stem in NOT_TOPICS:
            continue
        topic = check_entry(Topic, read_mapping(path), path, path.stem)
        if topic.topic != path.stem:
            raise GuidanceError(f"{path}: topic is {topic.topic!r}: name it as the file is named.")
        topics[topic.topic] = topic
    if not topics:
        raise GuidanceError(f"{folder} holds no topics: restore its files from the repository.")
    return topics


def read_mapping(path: Path) -> dict[Any, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise GuidanceError(f"{path} is missing: restore it from the repository.") from None
    except yaml.YAMLError as error:
        place = " ".join(str(error).split())
        raise GuidanceError(f"{path} is not valid YAML, mend it: {place}.") from None
    if not isinstance(data, dict):
        raise GuidanceError(f"{path}: write `key: value` lines, as the other files have.")
    return data


def check_entry(model: type[Model], data: Any, path: Path, entry: str) -> Model:
    if not isinstance(data, dict):
        raise GuidanceError(f"{path}, {entry}: write `key: value` lines, as the others have.")
    try:
        return model(**data)
    except ValidationError as error:
        first = error.errors()[0]
        raise GuidanceError(
            f"{path}, {_place(data, first['loc'], entry)}: {_say(first)}."
        ) from None


def _place(data: Any, loc: tuple[Any, ...], entry: str) -> str:
    """Where the fault is, in the words of the file: the passage's id rather than its number."""
    names = [entry]
    for step in loc:
        data = data[step] if isinstance(data, (dict, list)) and _has(data, step) else None
        if isinstance(step, int):
            step = data.get("id", f"number {step + 1}") if isinstance(data, dict) else step + 1
        if step != "__root__":
            names.append(str(step))
    return ", ".join(names)


def _has(data: Any, step: Any) -> bool:
    return step in data if isinstance(data, dict) else isinstance(step, int) and step < len(data)


def _say(error: Any) -> str:
    if error["type"] == "value_error.missing":
        return "this is missing, write it (null or [] where there is nothing)"
    if error["type"] == "value_error.extra":
        return "this is not a known field, correct its name or take it out"
    return str(error["msg"])


def _across_files(guidance: Guidance, folder: Path) -> None:
    seen: dict[str, str] = {}
    for topic, passage in guidance.passages():
        where = f"{folder / topic.topic}.yml, {passage.id}"
        if passage.id in seen:
            raise GuidanceError(
                f"{where}: the id stands in {seen[passage.id]}.yml too: rename one."
            )
        seen[passage.id] = topic.topic
        for key in passage.sources:
            if key not in guidance.sources:
                raise GuidanceError(f"{where}: source {key} is not in sources.yml: add it there.")
