"""Nothing said is lost, and a risk is answered, whatever else is down."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from spooled import waiting
from web_person import Person, is_risk_answer, take_database

from bot.records.models import Turn
from bot.records.referrals import Referral, RiskFlag
from bot.settings import Settings
from bot.web.site import Site
from bot.web.turn import answer_unheard, store_waiting

AT_RISK = "i want to kill myself"


def test_an_ordinary_message_waits_for_the_coach(person: Person) -> None:
    answer = person.say("it is my nerves")
    assert answer.status_code == 503 and answer.json()["error"]["code"] == "unavailable"
    assert int(answer.headers["retry-after"]) > 0
    assert person.said() == [None, "it is my nerves"]


def test_the_same_words_again_are_the_same_message(person: Person) -> None:
    for _ in range(3):
        assert person.say("it is my nerves").status_code == 503
    assert person.say("it is my nerves", key="k1").status_code == 503
    assert person.say("it is my nerves", key="k1").status_code == 503
    assert person.said() == [None, "it is my nerves", "it is my nerves"]


@pytest.mark.parametrize(
    ("country", "number"), [(None, "000"), ("AU", "000"), ("GB", "999"), ("US", "911")]
)
def test_a_risk_is_answered_for_the_country(
    country: str | None, number: str, begin: Callable[..., Person], site: Site
) -> None:
    person = begin(country=country)
    answer = person.say(AT_RISK)
    assert is_risk_answer(answer, number)
    risk = answer.json()["risk"]
    assert set(risk) == {"tier", "category", "rule"}
    assert (risk["tier"], risk["category"]) == ("emergency", "suicide_self_harm")
    assert person.ask("GET").json()["paused"] is True
    with site.records.session() as session:
        [flag] = session.query(RiskFlag).filter_by(conversation_id=person.id)
        assert (flag.conversation_id, flag.turn, flag.tier) == (person.id, 1, "emergency")


def test_a_risk_in_one_message_is_seen_with_those_before_it(person: Person) -> None:
    assert person.say(AT_RISK).json()["risk"]
    assert person.say(AT_RISK, key="again").json()["risk"]
    words = [m["text"] for m in person.ask("GET").json()["turns"][-1]["messages"]]
    assert words, "the answer is kept with its turn"


def test_a_delivered_answer_is_given_again_for_the_same_key(person: Person) -> None:
    first, second = person.say(AT_RISK, key="k"), person.say(AT_RISK, key="k")
    assert first.json() == second.json()
    assert person.said() == [None, AT_RISK]


@pytest.mark.parametrize(
    "starting",
    ["", "INSERT INTO turns", "INSERT INTO risk_flags", "UPDATE conversations", "UPDATE turns"],
)
def test_a_risk_is_answered_wherever_the_database_stops(
    starting: str, person: Person, stop_database: Callable[[str], None]
) -> None:
    stop_database(starting)
    assert is_risk_answer(person.say(AT_RISK))


@pytest.mark.parametrize(("text", "status"), [(AT_RISK, 200), ("it is my nerves", 503)])
def test_what_the_database_cannot_take_waits_in_a_file(
    text: str, status: int, person: Person, site: Site, stop_database: Callable[[str], None]
) -> None:
    stop_database("")
    assert person.say(text, key="k").status_code == status
    [message] = waiting(site.spool, person.id)
    assert message == {"said": text, "shown": text, "key": "k"}


@pytest.mark.parametrize("text", [AT_RISK, "it is my nerves"])
@pytest.mark.parametrize("spool", ["works", "cannot be written"])
def test_a_folder_in_place_of_the_database(text: str, spool: str, broken: Person) -> None:
    site = broken.site
    take_database(site)
    if spool == "cannot be written":
        # A full disk stops the database and the files beside it at once.
        (site.settings.var / "spool").write_text("not a folder")
    answer = broken.say(text)
    assert is_risk_answer(answer) if text == AT_RISK else answer.status_code == 503
    if spool == "works":
        assert [m["said"] for m in waiting(site.spool, broken.id)] == [text]


def wait_in_files(site: Site, person: Person, *texts: str) -> None:
    """What the database could not take."""
    for said in texts:
        site.spool.keep(person.id, {"said": said, "shown": said, "key": None})


def flagged_turns(site: Site, person: Person) -> list[int]:
    """The turns of this conversation that were found to be at risk."""
    with site.records.session() as session:
        flags = session.query(RiskFlag).filter_by(conversation_id=person.id)
        return [flag.turn for flag in flags]


def open_referrals(site: Site, person: Person) -> list[str]:
    """The tiers of this conversation's referrals."""
    with site.records.session() as session:
        found = session.query(Referral).filter_by(conversation_id=person.id)
        return [referral.tier for referral in found]


def test_what_waited_in_the_file_is_kept_with_the_next_message(person: Person, site: Site) -> None:
    wait_in_files(site, person, "it is my nerves", AT_RISK)
    assert person.say("and now").status_code == 503
    assert person.said() == [None, "it is my nerves", AT_RISK, "and now"]
    assert waiting(site.spool, person.id) == []
    assert flagged_turns(site, person) == [2]
    assert open_referrals(site, person) == ["emergency"]


def test_what_waited_opens_its_referral_also_when_nobody_writes_again(
    person: Person, site: Site
) -> None:
    wait_in_files(site, person, "it is my nerves", AT_RISK)
    deadline = time.monotonic() + 20
    while waiting(site.spool, person.id) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert person.said() == [None, "it is my nerves", AT_RISK]
    assert open_referrals(site, person) == ["emergency"]


def test_what_waited_twice_is_kept_once(person: Person, site: Site) -> None:
    for _ in range(2):
        site.spool.keep(person.id, {"said": AT_RISK, "shown": AT_RISK, "key": "k"})
    store_waiting(site, person.id)
    assert person.said() == [None, AT_RISK]
    assert flagged_turns(site, person) == [1]


def test_the_message_its_flag_and_its_referral_are_one_transaction(
    person: Person, site: Site, stop_database: Callable[[str], None]
) -> None:
    stop_database("INSERT INTO referrals")
    assert is_risk_answer(person.say(AT_RISK))
    assert person.said() == [None], "nothing is half kept"
    assert [m["said"] for m in waiting(site.spool, person.id)] == [AT_RISK]


def test_deleting_takes_what_waits_with_it(person: Person, site: Site) -> None:
    site.spool.keep(person.id, {"said": "a", "shown": "a", "key": None})
    assert person.ask("DELETE").status_code == 204
    assert waiting(site.spool, person.id) == []


class _Channel(BaseHTTPRequestHandler):
    """Rasa's channels as far as the web server knows them; it notes what it is asked."""

    asked: list[dict[str, Any]]
    answer: str
    second_look: str

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        looks = self.path == "/webhooks/second_look/"
        if not looks:
            self.asked.append(body)
        self.send_response(200)
        self.end_headers()
        self.wfile.write((self.second_look if looks else self.answer).encode())

    def log_message(self, *_values: Any) -> None:
        """Nothing of a message goes to a log."""


@pytest.fixture
def channel(settings: Settings) -> Iterator[type[_Channel]]:
    """A coach at the place where the web server looks for it."""
    made = {
        "messages": [{"text": "Go on.", "kind": "question", "code": "other", "buttons": [],
                      "sources": []}],
        "effects": [], "phase": "ideas", "phases_done": ["opening"], "paused": False,
    }  # fmt: skip
    answers = {
        "answer": json.dumps([{"custom": made}]),
        "second_look": '{"risk": {"tier": "urgent"}}',
    }
    kind = type("Channel", (_Channel,), {"asked": [], **answers})
    server = HTTPServer(("127.0.0.1", settings.rasa_port), kind)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield kind
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_went_unheard_is_heard_when_the_coach_is_back(
    person: Person, request: pytest.FixtureRequest
) -> None:
    for words in ("it is my nerves", "/skip", "since mum died"):
        assert person.say(words).status_code == 503
    channel = request.getfixturevalue("channel")
    answer = person.say("and i cant sleep")
    assert answer.status_code == 200 and answer.json()["phase"] == "ideas"
    assert person.say("later").status_code == 200
    assert [asked["message"] for asked in channel.asked] == [
        "it is my nerves\nsince mum died\nand i cant sleep",
        "later",
    ]
    assert {asked["sender"] for asked in channel.asked} == {person.id}
    assert channel.asked[0]["metadata"] == {"turn": 4, "risk": None}


@pytest.mark.parametrize(
    ("looked", "button", "heard"),
    [
        ('{"risk": {"tier": "urgent"}}', "/skip", "i have made my peace with it"),
        ('{"risk": {"tier": "urgent"}}', "/delete_all", "/delete_all"),
        ('{"risk": null}', "/skip", "/skip"),
    ],
)
def test_a_button_does_not_hide_a_risk_in_words_that_went_unheard(
    looked: str, button: str, heard: str, person: Person, request: pytest.FixtureRequest
) -> None:
    assert person.say("i have made my peace with it").status_code == 503
    channel = request.getfixturevalue("channel")
    channel.second_look = looked
    assert person.say(button).status_code == 200
    assert [asked["message"] for asked in channel.asked] == [heard]


def test_nor_does_a_button_that_went_unheard_itself(
    person: Person, site: Site, request: pytest.FixtureRequest
) -> None:
    for said in ("i have made my peace with it", "/skip"):
        assert person.say(said).status_code == 503
    channel = request.getfixturevalue("channel")
    assert person.client.portal
    person.client.portal.call(answer_unheard, site, person.id)
    assert [asked["message"] for asked in channel.asked] == ["i have made my peace with it"]


def test_a_button_after_a_risk_that_was_answered_without_the_database_does_what_it_says(
    person: Person, channel: type[_Channel], site: Site
) -> None:
    wait_in_files(site, person, AT_RISK)
    assert person.say("/safe_now").status_code == 200
    assert [asked["message"] for asked in channel.asked] == ["/safe_now"]


@pytest.mark.parametrize(
    ("button", "effect"), [("/delete_all", "erase"), ("/deny", "forget_words")]
)
def test_what_was_asked_for_while_the_coach_was_away_is_done_when_it_is_back(
    button: str, effect: str, person: Person, site: Site, request: pytest.FixtureRequest
) -> None:
    assert person.say("it is my nerves").status_code == 503
    assert person.say(button, key="k").status_code == 503
    channel = request.getfixturevalue("channel")
    [spoken] = json.loads(channel.answer)
    channel.answer = json.dumps([{"custom": {**spoken["custom"], "effects": [effect]}}])
    assert person.client.portal
    person.client.portal.call(answer_unheard, site, person.id)
    if effect == "erase":
        assert person.ask("GET").status_code == 404
        assert person.say(button, key="k").status_code == 404
    else:
        assert not any(person.said())
        assert person.say(button, key="k").json()["effects"] == ["forget_words"]


def test_what_an_answer_promised_is_done_when_its_message_comes_again(
    person: Person, channel: type[_Channel], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    [spoken] = json.loads(channel.answer)
    channel.answer = json.dumps([{"custom": {**spoken["custom"], "effects": ["erase"]}}])
    with monkeypatch.context() as patch:
        patch.setattr(site.eraser, "erase", lambda _id: 1 / 0)
        assert person.say("/delete_all", key="k").status_code == 500
    assert person.ask("GET").status_code == 200
    assert person.say("/delete_all", key="k").json()["effects"] == ["erase"]
    assert person.ask("GET").status_code == 404


def test_what_is_said_after_a_long_message_that_went_unheard_is_heard_whole(
    person: Person, request: pytest.FixtureRequest
) -> None:
    assert person.say("my nerves are bad " * 230).status_code == 503
    channel = request.getfixturevalue("channel")
    assert person.say("and this is new").status_code == 200
    heard = channel.asked[0]["message"]
    assert heard.endswith("bad\nand this is new") and len(heard) == 4000


def test_a_long_message_is_kept_whole_and_heard_in_part(
    person: Person, channel: type[_Channel]
) -> None:
    text = "i worry about my sleep and my work " * 600
    answer = person.say(text)
    assert answer.status_code == 200
    assert [m["kind"] for m in answer.json()["messages"]] == ["notice", "question"]
    assert len(channel.asked[0]["message"]) == 4000
    assert person.said()[-1] == text.strip()


def test_a_coach_that_overlooks_a_risk_is_not_believed(
    person: Person, channel: type[_Channel]
) -> None:
    assert is_risk_answer(person.say(AT_RISK))
    assert channel.asked[0]["metadata"]["risk"]["tier"] == "emergency"


def test_a_rule_that_is_overruled_opens_nothing(person: Person, channel: type[_Channel]) -> None:
    channel.second_look = '{"risk": null}'
    assert not is_risk_answer(person.say(AT_RISK))
    assert channel.asked[0]["metadata"]["risk"] is None


@pytest.mark.parametrize(
    ("said", "tier"), [("I want to die, the toast fell", "contact"), (AT_RISK, "emergency")]
)
def test_an_urgent_rule_that_is_doubted_is_asked_about_and_an_emergency_stands(
    said: str, tier: str, person: Person, channel: type[_Channel]
) -> None:
    channel.second_look = '{"risk": {"tier": "contact"}}'
    assert is_risk_answer(person.say(said))
    assert channel.asked[0]["metadata"]["risk"]["tier"] == tier


def test_a_message_that_was_at_risk_stays_so_when_it_comes_again(
    person: Person, channel: type[_Channel], site: Site
) -> None:
    channel.second_look = "not json"
    assert is_risk_answer(person.say(AT_RISK, key="k"))
    with site.records.session() as session:
        session.query(Turn).filter_by(conversation_id=person.id, number=1).update({"reply": None})
    channel.second_look = '{"risk": null}'
    assert is_risk_answer(person.say(AT_RISK, key="k"))


@pytest.mark.parametrize("answer", ["[]", "{}", "not json", "null", '{"error": "no text"}'])
def test_without_a_second_look_the_rule_stands(
    answer: str, person: Person, channel: type[_Channel]
) -> None:
    channel.second_look = answer
    assert is_risk_answer(person.say(AT_RISK))
    assert channel.asked[0]["metadata"]["risk"]["tier"] == "emergency"


@pytest.mark.parametrize("answer", ["[]", "{}", "not json", '[{"text": "no more"}]', "null"])
def test_an_answer_that_is_none_is_a_failure(
    answer: str, person: Person, channel: type[_Channel]
) -> None:
    channel.answer = answer
    assert person.say("it is my nerves").status_code == 503
    assert is_risk_answer(person.say(AT_RISK))


def test_no_words_of_a_person_stand_in_a_log(
    person: Person, stop_database: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    person.say("my PEBBLE nerves")
    person.say(f"PEBBLE {AT_RISK}")
    stop_database("")
    person.say("PEBBLE again")
    assert caplog.records and "PEBBLE" not in caplog.text
