"""A whole conversation in Chromium: by keyboard, across a reload, to the summary and away again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import REPLY_MS, Chat

pytestmark = pytest.mark.slow

# What this person says, by the phase that the chat shows.
ANSWERS = {
    "getting started": ["valium, one at night, since about 2015"],
    "what you make of it": [
        "it switches the thoughts off so i can sleep",
        "without it i think my nerves would be too much",
    ],
    "what worries you": [
        "my daughter says i repeat myself lately",
        "and i am scared of what happens if i ever run out",
    ],
    "what you hope for here": ["i would like a plan that i can manage", "someone who listens"],
    "what you would love to do": [
        "i want to drive up to see my sister again",
        "just a day by the sea with her",
    ],
    "your hopes and the medicine": [
        "i dont trust myself on the road with it",
        "so they pull in different directions",
    ],
    "where you stand, in numbers": ["6", "because of my sister", "4", "i managed harder things"],
    "things you may want to know": ["no thanks", "nothing more"],
    "your summary": ["yes that is right", "yes"],
}
MOST_TURNS = 40
CONTINUED = r"(?<=: ).*"


def phase_shown(chat: Chat) -> str:
    found = re.search(CONTINUED, chat.progress.inner_text())
    assert found
    return found.group()


def test_a_whole_conversation_by_keyboard_with_a_reload_in_the_middle(chat: Chat) -> None:
    page = chat.page
    chat.element.get_by_role("button", name="Leave quickly").focus()
    chat.tab_to(chat.answers.get_by_role("button").first.inner_text())
    page.keyboard.press("Enter")
    chat.answered(3)
    assert chat.focused() == "Your message"

    seen: list[str] = []
    reloaded = False
    for _ in range(MOST_TURNS):
        phase = phase_shown(chat)
        if phase == "rounding off":
            break
        if phase == "what you would love to do" and not reloaded:
            before = chat.lines()
            page.reload()
            chat.opened()
            assert chat.lines() == before
            assert phase_shown(chat) == phase
            chat.element.get_by_role("button", name="Leave quickly").focus()
            chat.tab_to("Your message")
            reloaded = True
        left = [words for words in ANSWERS[phase] if words not in seen]
        answer = left[0] if left else "i have said what i can about that"
        seen.append(answer)
        page.keyboard.insert_text(answer)
        before_count = chat.heard.count()
        page.keyboard.press("Enter")
        chat.answered(before_count)
        back = chat.element.get_by_role("button", name="Back to the conversation")
        assert not back.is_visible()
    assert phase_shown(chat) == "rounding off", seen
    assert reloaded
    texts = chat.heard.all_inner_texts()
    assert len(texts) == len(set(texts)), "something was said twice"


def test_deleting_leaves_nothing_and_starting_again_is_easy(chat: Chat, chain: Any) -> None:
    page = chat.page
    chat.agree()
    chat.say("temazepam at night")
    key = json.loads(page.evaluate("sessionStorage.getItem('unhurried')"))
    assert set(key) <= {"id", "token", "country"}

    chat.element.get_by_role("button", name="Menu", exact=True).focus()
    page.keyboard.press("Enter")
    chat.tab_to("Delete the conversation")
    page.keyboard.press("Enter")
    expect(chat.element.get_by_role("heading", name="Delete this conversation?")).to_be_focused()
    chat.tab_to("Yes, delete it")
    page.keyboard.press("Enter")
    expect(chat.element.get_by_role("heading", name="It is deleted")).to_be_focused()

    stored = page.evaluate("sessionStorage.getItem('unhurried') || ''")
    assert key["id"] not in stored and key["token"] not in stored
    answer = page.request.get(
        f"{chain.url.rstrip('/')}/api/conversations/{key['id']}",
        headers={"Authorization": f"Bearer {key['token']}"},
    )
    assert answer.status == 404

    chat.tab_to("Start again")
    page.keyboard.press("Enter")
    expect(chat.heard.first).to_be_visible(timeout=REPLY_MS)
    expect(chat.said).to_have_count(0)


def test_deleting_can_be_called_off(chat: Chat) -> None:
    before = chat.lines()
    chat.menu("Delete the conversation")
    chat.element.get_by_role("button", name="No, keep it").click()
    assert chat.lines() == before


def test_a_conversation_that_is_gone_is_met_calmly(chat: Chat) -> None:
    page = chat.page
    page.evaluate(
        """async () => {
            const {id, token} = JSON.parse(sessionStorage.getItem("unhurried"));
            await fetch(`/api/conversations/${id}`, {
                method: "DELETE", headers: {Authorization: `Bearer ${token}`}});
        }"""
    )
    page.reload()
    expect(chat.element.get_by_text("This conversation is no longer here.")).to_be_visible()
    chat.element.get_by_role("button", name="Start again").click()
    chat.opened()


def test_answers_to_tap_stand_under_the_last_message_alone(chat: Chat) -> None:
    first = chat.answers.get_by_role("button").first
    title = first.inner_text()
    chat.press(first)
    assert chat.said.last.inner_text().endswith(title)
    expect(chat.answers.get_by_role("button", name=title, exact=True)).to_have_count(0)


def test_each_message_says_who_speaks_and_the_log_announces_whole_ones(chat: Chat) -> None:
    expect(chat.log).to_have_attribute("aria-live", "polite")
    chat.agree()
    chat.page.evaluate(
        """() => {
            window.added = [];
            const log = document.querySelector("unhurried-chat").shadowRoot
                .querySelector("[role=log]");
            new MutationObserver((changes) => changes.forEach((change) =>
                change.addedNodes.forEach((node) => window.added.push(node.textContent))
            )).observe(log, {childList: true, subtree: true, characterData: true});
        }"""
    )
    chat.say("diazepam for ten years")
    added = chat.page.evaluate("window.added")
    assert added[0].startswith("You said:")
    assert len(added) > 1
    assert all(text.startswith("Unhurried said:") for text in added[1:])


def test_the_summary_can_be_edited_shared_and_taken_along(chat: Chat) -> None:
    chat.agree()
    chat.say("temazepam at night since my husband died")
    chat.menu("My summary")
    expect(chat.element.get_by_role("heading", name="My summary")).to_be_focused()
    first = chat.element.locator(".content textarea").first
    first.fill("My own line.\nAnd one more.")
    expect(chat.element.get_by_text("not saved yet")).to_be_visible()
    chat.element.get_by_role("checkbox").check()
    chat.element.get_by_role("button", name="Save").click()
    expect(chat.element.get_by_text("Saved and shared.")).to_be_visible()
    with chat.page.expect_download() as waiting:
        chat.element.get_by_role("button", name="Get a PDF").click()
    assert waiting.value.suggested_filename == "my-summary.pdf"
    assert waiting.value.path().read_bytes().startswith(b"%PDF")

    chat.page.reload()
    chat.opened()
    chat.menu("My summary")
    expect(first).to_have_value("My own line.\nAnd one more.")
    expect(chat.element.get_by_role("checkbox")).to_be_checked()


def test_changes_to_the_summary_outlast_a_look_at_the_conversation(chat: Chat) -> None:
    chat.agree()
    chat.menu("My summary")
    first = chat.element.locator(".content textarea").first
    first.fill("not yet saved")
    chat.page.keyboard.press("Escape")
    expect(chat.box).to_be_visible()
    chat.menu("My summary")
    expect(first).to_have_value("not yet saved")


def test_the_conversation_can_be_copied(chat: Chat) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.agree()
    chat.say("zopiclone since last winter")
    chat.menu("Copy the conversation")
    expect(chat.element.get_by_text("Copied.")).to_be_visible()
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert "You said: zopiclone since last winter" in copied
    assert "Unhurried said: " in copied


def test_where_copying_is_forbidden_the_words_are_marked(page: Page, chain: Any) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(chain.url)
    chat = Chat(page).opened()
    chat.menu("Copy the conversation")
    area = chat.element.get_by_label("Copy the conversation")
    expect(area).to_be_focused()
    marked = area.evaluate("node => node.value.slice(node.selectionStart, node.selectionEnd)")
    assert marked.startswith("Unhurried said:")


def test_print_puts_the_conversation_alone_on_paper(chat: Chat) -> None:
    page = chat.page
    page.evaluate("window.print = () => { window.printed = true; }")
    chat.agree()
    chat.menu("Print the conversation")
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="My conversation with Unhurried")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("unhurried-paper")).to_have_count(0)
    expect(page.locator("main")).to_be_visible()
