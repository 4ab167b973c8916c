"""One exercise or break of the library."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from loadshare.knowledge._base import Entry, Id, Text
from loadshare.knowledge.evidence import Figure, Grade


class Strand(StrEnum):
    """The four things to do."""

    RELEASE = "release"
    STRETCH = "stretch"
    STRENGTHEN = "strengthen"
    MOVE = "move"


class Position(StrEnum):
    """Where the body has to be able to go."""

    FLOOR = "floor"
    CHAIR = "chair"
    STANDING = "standing"


class Equipment(StrEnum):
    """What an exercise may need; `chair`, `wall` and `mat` are taken as present in every home."""

    MAT = "mat"
    CHAIR = "chair"
    WALL = "wall"
    BALL = "massage-ball"
    ROLLER = "foam-roller"
    BAND = "loop-band"
    STEP = "step"
    STRAP = "strap"
    STICK = "stick"
    BACKPACK = "backpack"
    SOFA = "sofa"


AT_HAND = frozenset({Equipment.MAT, Equipment.CHAIR, Equipment.WALL})
"""Equipment nobody is asked about: a folded blanket is a mat, every home has a chair and a wall."""


class Effort(StrEnum):
    """What a dose counts."""

    HOLD = "hold"
    REPETITIONS = "repetitions"
    TIME = "time"


class Dose(Entry):
    """How much to start with, and how far it may grow.

    `hold_s` is the length of one hold (for repetitions: a pause at the top of each); `count` is the
    number of repetitions, or of holds, in a set; `duration_s` is the length of one set counted in time.
    """

    effort: Effort
    sets: int = Field(ge=1, le=5)
    sets_most: int = Field(ge=1, le=5)
    count: int = Field(default=1, ge=1, le=30)
    count_most: int = Field(default=1, ge=1, le=30)
    hold_s: int = Field(default=0, ge=0, le=60)
    hold_most_s: int = Field(default=0, ge=0, le=60)
    duration_s: int = Field(default=0, ge=0, le=900)
    duration_most_s: int = Field(default=0, ge=0, le=1800)
    tempo_s: float = Field(default=4.0, gt=0, le=12, description="seconds for one repetition, hold left out")
    rest_s: int = Field(ge=0, le=120, description="rest between sets")
    prepare_s: int = Field(ge=3, le=30, description="time to get into position")
    days_per_week: int = Field(ge=1, le=7)

    @model_validator(mode="after")
    def _grows_upwards(self) -> Self:
        pairs = (
            ("sets", self.sets, self.sets_most),
            ("count", self.count, self.count_most),
            ("hold_s", self.hold_s, self.hold_most_s),
            ("duration_s", self.duration_s, self.duration_most_s),
        )
        for name, start, most in pairs:
            if most < start:
                raise ValueError(
                    f"{name} starts at {start} but may grow to {most} only; raise the upper value"
                )
        if self.effort is Effort.HOLD and self.hold_s == 0:
            raise ValueError("a hold needs hold_s")
        if self.effort is Effort.TIME and self.duration_s == 0:
            raise ValueError("a timed exercise needs duration_s")
        return self


class CautionEffect(StrEnum):
    """What an active filter does to an exercise."""

    EXCLUDE = "exclude"
    ADAPT = "adapt"


class Caution(Entry):
    """A filter (see `filters/`) that removes the exercise, or changes how it is done."""

    filter: Id
    effect: CautionEffect
    advice: Text = Field(description="what the person reads: why it was left out, or how to change it")


class Unlock(Entry):
    """An exercise that must have gone well first."""

    after: Id
    weeks: int = Field(ge=1, le=6)


class Exercise(Entry):
    """One entry of the library. `code` is its row in the evidence table (R1, S1, C2, B1)."""

    id: Id
    code: str = Field(pattern=r"^[RSCB][0-9]{1,2}$")
    name: Text
    strand: Strand
    article: bool = Field(description="one of the nine things the article names")
    mechanisms: tuple[Id, ...] = Field(description="ids of mechanisms/, main one first; may be empty")
    targets: tuple[Id, ...] = Field(min_length=1, description="muscles or areas, as ids")
    equipment: tuple[Equipment, ...]
    position: Position
    per_side: bool
    balance: bool = Field(default=False, description="stands on one leg or needs steady balance")
    gentle: bool = Field(description="fit for a flare day and for the restricted list of level D")
    break_ready: bool = Field(default=False, description="can be done as a movement break")
    level: int = Field(ge=1, le=5, description="how demanding, 1 easiest")
    easier: Id | None = None
    easier_way: Text | None = Field(default=None, description="an easier way to do it where no entry exists")
    harder: Id | None = None
    harder_way: Text | None = None
    unlock: Unlock | None = None
    dose: Dose
    purpose: Text = Field(description="why it is in a programme, one sentence")
    steps: tuple[Text, ...] = Field(min_length=3, description="enough to follow without a picture")
    cues: tuple[Text, ...] = Field(
        min_length=1, max_length=4, description="short, spoken during the exercise"
    )
    feel: Text = Field(description="where it should and should not be felt")
    cautions: tuple[Caution, ...] = ()
    grade: Grade
    evidence: Text = Field(description="one honest sentence on what is known")
    statement: Id = Field(description="the verdict it rests on, an id of statements/")
    sources: tuple[Id, ...] = Field(min_length=1)
    figures: tuple[Figure, ...] = ()
