"""What patients type, and what must be seen in it. Every row was written before the rules."""

from __future__ import annotations

import pytest

from bot.risk import RiskDetector

EMERGENCY = {
    "suicide_self_harm": [
        "I'm going to kill myself",
        "im gonna kill my slef tonight",
        "I want to hang my slef",
        "gonna kms tonight",
        "I want to unalive myself",
        "I have a plan to end my life",
        "ive saved up enough tablets to end it all",
        "How many would kill me",
        "how many valium does it take to kill yourself",
        "I've written a goodbye letter to my kids",
        "I am going to take all of them and not wake up",
        "thinking of jumping off the bridge tonight",
        "I just cut my wrists",
        "I tried to kill myself last night",
        "not that I'd ever tell anyone, but I'm going to end my life",
        "k i l l myself tonight i will",
        "i will su1cide tonight",
        "When I am dead they will be sorry, I am going to do it tonight, kill myself",
        "I will end it tonight",
        "my wife says she is going to kill herself",
        "I want to overdose on them",
        "going to step in front of a train",
        "I cant stop thinking about how I would kill myself, I know exactly how",
    ],
    "overdose": [
        "I just took the whole strip",
        "took the whole packet of valium",
        "ive overdosd",
        "I have taken too many and feel really strange",
        "I think I've overdosed",
        "swallowed the whole bottle an hour ago",
        "took about 30 xanax just now",
        "my son swallowed my pills",
        "My son swallowed his whole strip",
        "the toddler got into my tablets and ate some",
        "i can't wake her",
        "My husband took his pills and won't wake up",
        "she is breathing really slowly and her lips are blue",
        "he's snoring weird and I can't wake him up",
        "I took them with vodka and I can barely breathe",
    ],
    "withdrawal_emergency": [
        "I had a fit this morning",
        "just had a seizure",
        "I think I had a seisure last night",
        "i blacked out and was shaking on the floor",
        "my husband is having a seizure",
        "I am seeing things that aren't there",
        "hearing voices since i stopped",
        "crushing chest pain right now",
        "I have chest pain",
        "I cant breathe",
        "I collapsed in the kitchen today",
        "im so confused i dont know where i am",
        "I have a high fever and my whole body is stiff",
        "I'm hallucinating",
        "bugs crawling on the walls, i can see them",
        "they are watching me through the walls",
    ],
    "abrupt_stop": [
        "I stopped cold turkey yesterday and I have had withdrawal seizures before",
    ],
    "fall_injury": [
        "I fell and hit my head and now I keep vomiting",
        "fell and hit my head, was knocked out",
        "I hit my head on the stairs, nothing broken, but i keep being sick",
    ],
    "safety_of_others": [
        "I am going to hurt him tonight",
        "I want to kill my husband",
    ],
}

URGENT = {
    "suicide_self_harm": [
        "I want to die",
        "i dont want to be here anymore",
        "i think of nothing but dying",
        "they'd be better off without me",
        "cant go on",
        "I've been feeling suicidal",
        "I've been feeling suicdal lately",
        "I wish I wouldn't wake up",
        "whats the point of living",
        "I have no reason to live",
        "sometimes I think about ending it all",
        "not that I'd ever, but sometimes I think everyone would be better off without me",
        "I don't want to live like this any more, I'd rather be dead",
        "wish i was dead",
        "I have been hurting myself again",
        "I keep thinking 'I should kill myself'",
        "I'd kill myself if I had to go through that withdrawal again",
        "scared I might kill myself",
        "nobody would miss me if i was gone",
        "i want to go to sleep and never wake up",
        "Twenty years ago I took an overdose and now I want to die again",
        "kms",
        "two months ago I tried to kill myself",
        "I feel like ending my life",
        "life isnt worth living",
    ],
    "overdose": [
        "I took an extra two by mistake, I took too many",
        "I accidentally doubled up this morning",
        "how many is too many, what is a lethal dose",
    ],
    "abrupt_stop": [
        "stopped cold turkey yesterday",
        "ran out 3 days ago",
        "I ran out yesterday",
        "I have run out and the doctor is closed till monday",
        "i haven't had any for 4 days",
        "I flushed them all down the toilet last night",
        "I quit cold turkey on Sunday",
        "my doctor cut me off last week",
        "i stopped taking them two days ago",
        "the chemist won't fill my script and I have none left",
        "threw them all out yesterday",
        "I've gone from 30 to 5 overnight",
    ],
    "mixing": [
        "I just took one with a bottle of vodka",
    ],
    "withdrawal_emergency": [
        "i had a seizure two weeks ago",
    ],
    "fall_injury": [
        "I fell down the stairs and hit my head",
        "i cant walk straight today",
        "tripped over nothing and broke my wrist",
        "fell over last night and i think i broke my wrist",
    ],
    "safety_of_others": [
        "I'm scared I might hurt him",
        "I feel like hurting someone",
        "my partner hits me",
        "i fell asleep at the wheel today",
        "I dont feel safe at home",
    ],
    "severe_distress": [
        "haven't slept for 4 nights",
        "I haven't slept at all in five days",
        "I can't sit still, I want to crawl out of my skin",
        "cant keep any water down",
        "I'm losing my mind, I can't cope tonight",
    ],
}

CONTACT = {
    "suicide_self_harm": [
        "I took an overdose when I was 20",
        "years ago I tried to kill myself",
        "the withdrawal was so bad I wanted to die",
        "I used to cut myself as a teenager",
    ],
    "mixing": [
        "I drink wine with them most nights",
        "taking it with oxy for my back",
        "I'm on methadone as well",
        "i have a whisky with it to help it along",
        "I take it with my codeine",
        "I take pregabalin too",
    ],
    "pregnancy": [
        "I'm pregnant",
        "i just found out im pregnent",
        "I am breastfeeding my baby",
        "we are trying for a baby",
        "12 weeks pregnant and scared about the tablets",
    ],
    "seizure_history": [
        "I had a withdrawal seizure in 2015",
        "I have epilepsy",
        "last time I stopped I had a fit",
        "I take clonazepam for my seizures",
        "I had seizures as a kid",
    ],
    "fall_injury": [
        "I had a fall last year",
        # Nothing denies the word after it alone.
        "had a bit of a fall on the stairs this morning, nothing broken",
        "I keep falling over",
    ],
    "illicit_supply": [
        "I buy them off the street",
        "i get mine online without a script",
        "a mate sells me bars",
        "my dealer gets me xanax",
        "i buy valium from a guy on telegram",
    ],
    "safety_of_others": [
        "I nodded off driving a few months ago",
    ],
    "abrupt_stop": [
        "I'm just going to stop taking them all at once",
    ],
    "severe_distress": [
        "I can't go on like this",
        "I feel completely hopeless",
    ],
}

# An ordinary conversation: nothing here may break into it.
QUIET = [
    "",
    "hello",
    "I take diazepam 10 mg at night",
    "my uncle shot himself in the eighties",
    "My brother took his own life years ago",
    "I'd never kill myself",
    "I am not suicidal",
    "I don't want to die",
    "I dont want to die young",
    "no thoughts of suicide or anything like that",
    "Suicidal? No, never.",
    "my feet are killing me",
    "I'm dying to sleep",
    "I'd murder a pizza",
    "Mondays. Kill me now.",
    "I'm scared I'll fall",
    "mum had a fall in 1990",
    "I'm dead tired",
    "I nearly died of embarrassment",
    "it kills me that I can't drive",
    "I'm afraid of seizures if I stop",
    "I had wine at my wedding 20 years ago",
    "I feel awful",
    "withdrawal was hell, I couldn't sleep",
    "I tried to stop once cold turkey and it was awful",
    "do people get fits from this?",
    "Can you have a seizure if you stop?",
    "what happens if I run out",
    "I don't drink at all",
    "I stopped drinking ten years ago",
    "I've never had a seizure",
    "my daughter is pregnant and I want to be there for her",
    "I was pregnant with my second when he prescribed them",
    "I sleep badly without it",
    "I can't cope without it",
    "I would like to come off them one day",
    "I want to stop taking them",
    "I'm worried about coming off too fast",
    "My doctor wants me to stop",
    "I can't sleep",
    "my heart races when I am in a shop",
    "I fell in love with my wife in 1985",
    "I fell asleep on the couch watching the cricket",
    "I don't want to be here, my wife sent me",
    "I don't want to be a burden on my kids",
    "my mum died last year and I have not been the same",
    "Since my husband died I can't sleep",
    "I dream of walking on the beach with my grandkids",
    "I want to be there for my son when he grows up",
    "I've been on them for twenty years",
    "my son says I repeat myself",
    "I forget what I was saying, memory like a sieve",
    "how do I get off these without going mad",
    "my doctor is not going to be happy",
    "I lost my job because of the fog",
    "the bus was packed and I panicked, thought I was going to die",
    "when I panic I feel like I can't breathe",
    "The panic feels like a heart attack",
    "I have to drive to work",
    "I took one last night as usual",
    "I take two at night and one in the morning",
    "took my tablet and went to bed",
    "I want my life back",
    "I'm sick and tired of being tired",
    "the film was about a man who kills himself",
    "there is a song that goes I want to die",
    "I get my script filled at the chemist every month",
    "I buy my groceries online",
    "I'd love a glass of wine at my daughter's wedding",
    "I would give my right arm for a good night",
    "they gave it to me when my back seized up",
    "he hit the roof when he found out how much I take",
    "I could have killed the receptionist, she was so rude",
    "I'm not going to stop",
    "one day I'll stop",
    "My mother was on Valium all her life",
    "I feel flat, like nothing touches me",
    "I don't see why I should",
    "you are a robot",
    "what is the point of this chat",
    "I can't go on holiday because of the pills",
    "I hit a wall at work",
    "that would be the death of me lol",
    "I feel dead inside on these",
    "over my dead body",
    "I'd be lost without them",
    "the wife would kill me if she knew",
    "I run out of puff on the stairs",
    "I ran out of milk yesterday",
    "we lost our baby, years ago",
    "I'm going to end this chat now",
    "can we end it here",
    "I keep fit by swimming",
    "My boss had a fit when I was late",
    "these trousers fit again",
    "I stopped smoking cold turkey in 2001",
    "nerves maybe",
    "not sure",
    "10",
    "I go to bed and lie there till 4",
    "I am afraid to fall asleep",
    "the pain in my chest went away when they gave me the tablets",
]


def _rows(tier: str, table: dict[str, list[str]]) -> list[tuple[str, str, str]]:
    return [(tier, category, text) for category, texts in table.items() for text in texts]


@pytest.mark.parametrize(
    ("tier", "category", "text"),
    _rows("emergency", EMERGENCY) + _rows("urgent", URGENT) + _rows("contact", CONTACT),
)
def test_risk_is_seen(detector: RiskDetector, tier: str, category: str, text: str) -> None:
    verdict = detector.check(text)
    assert verdict is not None, "missed"
    assert (verdict.tier, verdict.category) == (tier, category), verdict
    assert verdict.span in text


@pytest.mark.parametrize("text", QUIET)
def test_an_ordinary_sentence_stays_quiet(detector: RiskDetector, text: str) -> None:
    assert detector.check(text) is None


@pytest.mark.parametrize(
    ("recent", "text", "tier"),
    [
        (["there is a full box in the drawer"], "it would be so easy", "emergency"),
        (["it would be so easy"], "I have a full box in the drawer", "emergency"),
        (["I have had withdrawal seizures before"], "I ran out 2 days ago", "emergency"),
        (["I had some vodka with them"], "I can't stay awake", "emergency"),
        # Something graver than the message alone shows.
        (["I have had withdrawal seizures before"], "I drink on it and I ran out", "emergency"),
        (["I want to die"], "I live in Perth", None),
        (["there is a full box in the drawer"], "I keep a spare for holidays", None),
        ([], "it would be so easy", None),
    ],
)
def test_earlier_messages_complete_the_picture(
    detector: RiskDetector, recent: list[str], text: str, tier: str | None
) -> None:
    verdict = detector.check(text, recent)
    assert (verdict.tier if verdict else None) == tier


def test_earlier_messages_complete_what_was_overruled_alone(detector: RiskDetector) -> None:
    found = detector.find("I ran out 2 days ago").overruled()
    assert detector.complete(found, ["I live in Perth"]) is None
    verdict = detector.complete(found, ["I have had withdrawal seizures before"])
    assert verdict and verdict.tier == "emergency"
