"""Ordinary people with an ordinary sore back: how many are sent to somebody, by the check and by the reviews.

`PEOPLE=20000 python -m bench ordinary`. Every serious item is "no", so a level E, S or D is an over-alarm, or
the price of a rule that somebody decided to pay. The shares below are judgements near published ones; change
them and look again.
"""

import os
import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bench._person import KNOWLEDGE, Person
from bench._timing import print_row
from bench.population import WEEKS, Town, live
from loadshare.knowledge.question import Kind
from loadshare.knowledge.safety import Level

PEOPLE = 10_000
LIVED = 300
"""People who also live twelve weeks of reviews."""

FEW = 10
"""Reasons said on top no more often than this are not listed."""

SIGNS: Mapping[str, float] = {
    "small-lift": 0.15, "leg-below-knee": 0.12, "leg-tingling": 0.08, "leg-worse-than-back": 0.06,
    "leg-worse-coughing": 0.07, "outer-hip-lying": 0.5, "outer-hip-loading": 0.4, "cycle-linked": 0.06,
    "painkiller-helps-fast": 0.2, "osteoporosis": 0.03, "diabetes": 0.07, "high-blood-pressure": 0.22,
    "unsteady": 0.06, "poor-skin-feeling": 0.03, "blood-thinner": 0.04, "bone-medicine-long": 0.005,
    "hip-replacement": 0.01, "load-jump": 0.15, "limit-knee": 0.15,
    "limit-bending-forward": 0.25, "limit-bending-back": 0.15, "limit-pelvic-floor": 0.08,
    "limit-shoulder": 0.1,
}  # fmt: skip
"""How many of 100 tick what ordinary people tick; every other item is a "no"."""

YES: Mapping[str, float] = {
    "night-waking": 0.1, "worse-impact": 0.25, "stiff-after-sitting": 0.6, "stiff-after-walking": 0.25,
    "trouble-socks-car": 0.3, "hips-tight-turning": 0.4, "tender-buttock": 0.35, "better-moving": 0.45,
    "one-side-harder": 0.35, "worse-standing-one-leg": 0.35, "sways-or-leans": 0.12,
    "pelvic-girdle-turning": 0.12, "sitting-limit": 0.06, "buttock-turning": 0.1, "sit-bone-signs": 0.4,
    "many-places": 0.08, "hip-loading-pain": 0.0, "hip-replacement-limits": 0.0, "hurt-by-somebody":
    0.0,
}  # fmt: skip

CHOICES: Mapping[str, Mapping[str, float]] = {
    "sex": {"female": 0.55, "male": 0.44, "another": 0.01},
    "pregnancy": {"no": 1.0},
    "pain-new": {"first-time": 0.2, "different": 0.1, "same-as-before": 0.7},
    "pain-course": {"better": 0.25, "comes-and-goes": 0.47, "same": 0.22, "worse": 0.06},
    "morning-stiffness": {
        "none": 0.25,
        "under-30-minutes": 0.58,
        "30-to-60-minutes": 0.12,
        "over-60-minutes": 0.05,
    },
    "walking-legs": {"no": 0.985, "both": 0.005, "one": 0.01},
    "walking-eased-by": {"sitting-or-leaning": 0.6, "something-else": 0.4},
    "cancer-history": {"no": 0.98, "skin-only": 0.02},
    "blood-pressure-control": {"controlled": 1.0},
    "hip-replacement-when": {"over-12-weeks": 1.0},
    "dark-thoughts": {"no": 1.0},
    "programme-so-far": {"no": 1.0},
}
FIRST_PAIN_RARER = 45
KNOWN_FROM_BEFORE: Mapping[str, float] = {"first-time": 0.1, "different": 0.1, "same-as-before": 0.8}
"""From this age on most people know a sore back already."""

PLACES: Mapping[str, float] = {
    "low-back": 0.9, "upper-buttock": 0.28, "pelvic-dimples": 0.1, "deep-buttock": 0.06, "outer-hip":
    0.08, "groin": 0.05, "front-thigh": 0.05, "back-thigh": 0.12, "below-knee": 0.05, "sit-bone": 0.04,
    "mid-back": 0.12,
}  # fmt: skip
WEEKS_HAD = ((0.35, 0.3, 6), (0.15, 6, 12), (0.25, 12, 104), (0.25, 104, 1000))
"""How long people have had it: a third under six weeks, half over three months."""


def make_ordinary(seed: int) -> Person:
    """The ordinary person of this number; always the same one."""
    chance = random.Random(seed)
    pain = min(8, max(1, round(chance.gauss(3.7, 1.7))))
    return Person(
        chance=chance,
        raw={"answers": _answers(chance, pain), "tests": {}},
        faith=chance.betavariate(4, 2),
        pain=float(pain),
        drift=chance.gauss(-0.2, 0.12),
        touchy=chance.uniform(0.1, 0.6),
        away=frozenset(range(4, 6)) if chance.random() < 0.2 else frozenset(),
    )


def _answers(chance: random.Random, pain: int) -> dict[str, Any]:
    age = round(chance.triangular(18, 85, 45))
    answers: dict[str, Any] = {
        "age": age,
        "pain-now": max(0, pain + chance.randint(-1, 1)),
        "pain-average": pain,
    }
    weeks = _weeks(chance)
    for question in KNOWLEDGE.questions.values():
        if question.id in answers or question.id == "age-first-pain":
            continue
        if question.kind is Kind.FLAGS:
            for option in question.options:
                answers[option.value] = "yes" if chance.random() < SIGNS.get(option.value, 0) else "no"
        elif question.id == "pain-places":
            answers[question.id] = [p for p, share in PLACES.items() if chance.random() < share] or [
                "low-back"
            ]
        elif question.id == "duration-weeks":
            answers[question.id] = weeks
        elif question.kind is Kind.YES_NO:
            answers[question.id] = "yes" if chance.random() < YES.get(question.id, 0.1) else "no"
        elif question.id in CHOICES:
            shares = (
                CHOICES[question.id]
                if question.id != "pain-new" or age < FIRST_PAIN_RARER
                else KNOWN_FROM_BEFORE
            )
            answers[question.id] = chance.choices(tuple(shares), tuple(shares.values()))[0]
        elif question.kind is Kind.SCALE:
            answers[question.id] = min(10, max(0, round(chance.gauss(3.5, 2))))
        elif question.id == "sitting-hours":
            answers[question.id] = chance.randint(3, 11)
        elif question.id == "days-per-week":
            answers[question.id] = chance.randint(3, 6)
        elif question.kind is Kind.CHOICE:
            answers[question.id] = chance.choice([option.value for option in question.options])
    answers |= {"equipment": ["loop-band"], "positions": ["floor", "chair", "standing"]}
    if answers["pain-new"] == "same-as-before":
        answers["age-first-pain"] = max(14, round(age - chance.uniform(1, max(2, (age - 16) * 0.7))))
        answers["age-first-pain"] = min(answers["age-first-pain"], age)
    return answers


def _weeks(chance: random.Random) -> float:
    share = chance.random()
    for part, least, most in WEEKS_HAD:
        if share < part:
            return round(chance.uniform(least, most), 1)
        share -= part
    return 500.0


def levels_of(people: int) -> tuple[Counter[str], Counter[str]]:
    """How many meet each level, and each reason of level D and above."""
    levels: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for seed in range(people):
        safety = make_ordinary(seed).case().check.safety
        levels[safety.level.value] += 1
        reasons.update(
            f"{reason.item} {reason.level.value}"
            for reason in safety.reasons
            if reason.level.urgency >= Level.DAYS.urgency
        )
    return levels, reasons


def twelve_weeks(people: int) -> Town:
    """The same people through twelve weeks of sessions and reviews."""
    town = Town()
    for seed in range(people):
        live(seed, town, make_ordinary)
    return town


def share_sent(town: Town) -> float:
    """How many of 100 reviews ask to have somebody look at it, or stop for that."""
    reviews = {name: count for name, count in town.counts.items() if name.startswith("reviews: ")}
    sent = sum(reviews.get(f"reviews: {decision}", 0) for decision in ("see-somebody", "stop"))
    return 100 * sent / max(1, sum(reviews.values()))


def run() -> None:
    """Print the levels, what led to D and above, and the reviews."""
    people = int(os.environ.get("PEOPLE", PEOPLE))
    levels, reasons = levels_of(people)
    for level in ("E", "S", "D", "C+", "C"):
        print_row(f"level {level}", f"{100 * levels[level] / people:.1f} %")
    for reason, count in reasons.most_common():
        print_row(f"  {reason}", f"{100 * count / people:.2f} %")
    town = twelve_weeks(min(LIVED, people))
    for name, count in sorted(town.counts.items()):
        if name.startswith(("reviews", "course", "people")) or (name.startswith("loud") and count > FEW):
            print_row(name, f"{count:,}")
    print_row(f"reviews of {WEEKS} weeks that send somebody", f"{share_sent(town):.1f} %")


if __name__ == "__main__":
    run()
