"""The yes or no at the head of a message."""

import pytest

from bot.language.assent import begins_with, goes_on


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", "yes"),
        ("Yes I agree to that, my daughter says I should do more of these things", "yes"),
        ("Yeah ok", "yes"),
        ("ok, that\u2019s fine", "yes"),
        ("that's fine by me", "yes"),
        ("Well, I suppose so", "yes"),
        ("oh go on then", "yes"),
        ("no problem", "yes"),
        ("I don't mind", "yes"),
        ("happy to talk", "yes"),
        ("fine yes", "yes"),
        ("let's do it", "yes"),
        ("yes lets", "yes"),
        ("Let's!", "yes"),
        ("let's keep going please", "yes"),
        ("lets get started", "yes"),
        ("let's do this another time", None),
        ("lets do it later", None),
        ("lets skip it", None),
        ("let\u2019s stop here", None),
        ("lets go back", None),
        ("Hello good morning. Yes", "yes"),
        ("absolutely not", "no"),
        ("ok no thanks", "no"),
        ("yes nope", "no"),
        ("ok not now", None),
        ("ok maybe later", None),
        ("yes if you dont tell my doctor", None),
        ("yes, as long as it is private", None),
        ("yes to the medicine no to my health", None),
        ("ok what is this", None),
        ("yeah whatever", None),
        ("fine, forget it", None),
        ("i suppose you'll tell my GP", None),
        ("sure wish i could sleep", None),
        ("yes, I was first given them in 1991", "yes"),
        ("yes, I don't want to be on them any more", "yes"),
        ("no sleep for 3 nights", None),
        ("no one listens", None),
        ("never slept well since the war", None),
        ("i dont want to live like this any more", None),
        ("no i dont mind", None),
        ("no", "no"),
        ("no thanks", "no"),
        ("No I don't want your information", "no"),
        ("I'd rather not", "no"),
        ("i do not consent", "no"),
        ("yes but I don't want anyone to read it", None),
        ("ok whatever, i dont want this", None),
        ("fine, i do not consent to that", None),
        ("ok but who reads this", None),
        ("sure, is it private?", None),
        ("I take temazepam", None),
        ("yesterday was bad", None),
        ("nothing helps", None),
        ("okra", None),
        ("", None),
    ],
)
def test_the_answer_at_the_head_of_a_message(text: str, answer: str | None) -> None:
    assert begins_with(text) == answer


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("yes I'd like to go on", True),
        ("ok carry on", True),
        ("yes", False),
        ("yes I go on long walks when it gets hard, with my dog and my sister", False),
        ("I keep going", False),
        ("no, lets carry on", True),
        ("yes i cant go on", False),
        ("yes ready to die", False),
        ("ok not ready", False),
        ("yes i keep on waking", False),
    ],
)
def test_a_wish_to_go_on_answers_nothing_else(text: str, on: bool) -> None:
    assert goes_on(text) is on
