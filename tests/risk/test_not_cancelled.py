"""What cancels a match ("no", "years ago", a film) reaches no further than what it belongs to."""

from __future__ import annotations

import pytest

from bot.risk import RiskDetector

AT_RISK = [
    ("don't worry, I know how to do it so it's quick", "emergency"),
    ("do not worry I will kill myself tonight", "emergency"),
    ("dont worry ive taken all my pills", "emergency"),
    ("don't worry about me, I want to die", "urgent"),
    ("the gp wont give more, ive got nothing left for the weekend", "urgent"),
    ("don't tell mum, I took all my pills", "emergency"),
    ("dont call anyone i just swallowed the whole box", "emergency"),
    ("please don't ring the police, I'm going to kill myself", "emergency"),
    ("don't judge me, I ran out and had a fit", "emergency"),
    ("it won't be long now, I've taken the lot", "emergency"),
    ("no rush, I took an overdose", "emergency"),
    ("i cant sleep, i want to die", "urgent"),
    ("the doctor wouldn't listen, I stopped them all on Friday", "urgent"),
    ("there is no one here, I took too many tablets", "urgent"),
    ("I'm not drunk, I took forty tablets", "emergency"),
    ("he isn't answering, he took all his pills", "emergency"),
    ("I haven't told anyone, I want to end my life", "emergency"),
    ("I'm not well, I had a seizure this morning", "emergency"),
    ("no I didn't fall, I had a fit", "emergency"),
    ("I'm not fine ive got a noose up in the garage", "emergency"),
    ("not joking i want to die", "urgent"),
    ("my mum is asleep, I took all her tablets", "emergency"),
    ("watched a film, I took the whole bottle", "emergency"),
    ("watched a film with my dog, I took the whole bottle", "emergency"),
    ("I read a book for an hour, then I took all my tablets", "emergency"),
    ("watched a film then i took the whole bottle", "emergency"),
    ("watched a film, took the whole bottle", "emergency"),
    ("watched a film, and afterwards i took the whole bottle", "emergency"),
    ("I don't know what to say I took the whole bottle", "emergency"),
    ("dont know who to tell, i took all my tablets", "emergency"),
]
ELSEWHERE = [
    ("I took the whole bottle. No one knows", "emergency"),
    ("I took 40 tablets. Not on purpose", "emergency"),
    ("I want to die. No one cares", "urgent"),
    ("I'm going to kill myself tonight, no one can stop me", "emergency"),
    ("I had a fit last night. Never had one before", "emergency"),
    ("I can't breathe. No ambulance please", "emergency"),
    ("my husband hits me. No one believes me", "urgent"),
    ("I want to die I would never lie to you", "urgent"),
    ("he hits me hard", "urgent"),
    ("he hits me with a belt", "urgent"),
    ("my husband hit me in front of the kids", "urgent"),
    ("I had a fit when I stopped my tablets", "emergency"),
    ("I had a fit at work today", "emergency"),
    ("I cut myself with a knife last night", "urgent"),
    ("I cut my arms on purpose", "emergency"),
    ("I cut myself when I feel bad", "urgent"),
    ("I took them all and walked to the house", "emergency"),
    ("he said he would kill me one day", "urgent"),
    ("I want to end this with my pills", "emergency"),
    ("I want to die for the pain to stop", "urgent"),
    ("oh no he swallowed my tablets", "emergency"),
    ("No no no he won't wake up", "emergency"),
    ("oh no I took them all", "emergency"),
    ("no money no job I took the whole bottle", "emergency"),
    ("I did not mean to I took 40 tablets", "emergency"),
    ("I'm not ok I had a fit last night", "emergency"),
    ("my gp won't see me - I stopped my valium suddenly", "urgent"),
    ("please don't hang up my toddler swallowed my tablets", "emergency"),
    ("not an accident I took 40 tablets", "emergency"),
    ("my toddler swallowed my tablets a while ago", "emergency"),
    ("my husband hits me since 2019", "urgent"),
    ("My dad died 10 years ago, I just took an overdose", "emergency"),
    ("I took the whole bottle, my mum died last year", "emergency"),
    ("I've been on valium since 2015, I took 40 tablets", "emergency"),
    ("history of depression, took 40 tablets", "emergency"),
    ("I had a fit for the first time last night", "emergency"),
    ("chest pain for the first time", "emergency"),
    ("what do I do if I have taken 40 tablets", "emergency"),
    ("is it an emergency if my toddler swallowed my tablets", "emergency"),
    ("can you help, my husband hits me", "urgent"),
    ("I took 40 tablets with the tv on", "emergency"),
    ("I took 40 tablets and watched a film", "emergency"),
    ("worried about the kids, I have chest pain", "emergency"),
    ("scared to tell anyone, I am going to kill my wife", "emergency"),
    ("when I panic it's worse, I have a plan to kill myself", "emergency"),
    ("my ex will kill me if I go back", "urgent"),
    ("he will kill me tonight", "urgent"),
]
HARMLESS = [
    "I've never taken an overdose, I promise",
    "no, I don't want to die",
    "I'm not suicidal, I'm just tired",
    "I didn't have a fit, I had a faint at the sight of blood",
    "I have never wanted to kill myself, I have two dogs",
    "Don't worry, I'm not going to kill myself",
    "Don't worry about me, I have no thoughts of suicide",
    "No I have not run out, I have enough until March",
    "I would never kill myself, I couldn't do that to my kids",
    "I won't take too many, I know better",
    "I didn't take the lot, I took one",
    "i took all his pills and locked them in the car",
    "You asked if I'm suicidal. No.",
    "The app asked if I was having thoughts of suicide. No.",
    "Chest pain? No. Breathless? No.",
    "It is not that I want to die",
    "she hit me with the news",
    "He beat me at Scrabble",
    "I cut myself while I was shaving",
    "the stairs will kill me one day",
    "I keep going over it in my head",
]


@pytest.mark.parametrize(("text", "tier"), AT_RISK)
def test_a_denial_ends_with_its_clause(detector: RiskDetector, text: str, tier: str) -> None:
    verdict = detector.check(text)
    assert verdict and verdict.tier == tier


@pytest.mark.parametrize(("text", "tier"), ELSEWHERE)
def test_what_belongs_to_something_else_cancels_nothing(
    detector: RiskDetector, text: str, tier: str
) -> None:
    verdict = detector.check(text)
    assert verdict and verdict.tier == tier


@pytest.mark.parametrize("text", HARMLESS)
def test_what_cancels_a_match_still_does(detector: RiskDetector, text: str) -> None:
    assert detector.check(text) is None
