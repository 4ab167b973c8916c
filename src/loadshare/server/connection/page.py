"""The page around an answer: choices, forms, story."""

from __future__ import annotations

from collections.abc import Mapping

from loadshare.body.daily.asked import HEIGHT_CM, LESS_STRONG_PCT, MASS_KG, HipSide, hip_limits
from loadshare.server.connection.asking import SEXES, SIZE_FIELDS
from loadshare.server.connection.presenter import (
    Proof,
    SliderAnswer,
    TaskChoice,
    choices,
    hip_name,
    most_says,
    proof_of,
)
from loadshare.server.connection.story import StoryView, ideas
from loadshare.server.ui import body_files


class ConnectionPage:
    """Everything the template needs."""

    glutes_limits = LESS_STRONG_PCT
    height_limits, mass_limits, sexes = HEIGHT_CM, MASS_KG, SEXES

    def __init__(
        self,
        answer: SliderAnswer,
        errors: Mapping[str, str],
        *,
        typed: Mapping[str, str],
        telling: StoryView | None,
        keeps_own: bool = False,
    ) -> None:
        self.answer = answer
        self.errors = errors
        self.typed = typed
        self.telling = telling
        self.keeps_own = keeps_own or (telling is not None and telling.is_own)

    @property
    def method(self) -> str:
        """A form that carries a size or an own range is sent so that neither stands in an address."""
        return "post" if self.keeps_private else "get"

    @property
    def keeps_private(self) -> bool:
        """Whether something of one's own is in the view."""
        return self.keeps_own or self.answer.asked.size is not None

    @property
    def address(self) -> str:
        """The query of this view for anybody: never with a size or a hip range of one's own."""
        return f"?task={self.answer.asked.task}" if self.keeps_own else self.answer.asked.address

    @property
    def size(self) -> dict[str, str]:
        """The size in use, for hidden fields."""
        size = self.answer.asked.size
        if size is None:
            return {}
        return {"height": f"{size.height_cm:g}", "weight": f"{size.mass_kg:g}", "sex": size.sex}

    @property
    def size_typed(self) -> dict[str, str]:
        """What stands in the fields of the size form, also when it could not be used."""
        return {name: self.typed.get(name, "") for name in SIZE_FIELDS}

    @property
    def size_errors(self) -> dict[str, str]:
        """What is wrong in the size form."""
        return {name: self.errors[name] for name in SIZE_FIELDS if name in self.errors}

    @property
    def is_both(self) -> bool:
        """Whether the sliders are about both sides."""
        return self.answer.asked.side is HipSide.BOTH

    @property
    def hip(self) -> str:
        return f"{self.answer.asked.lost_deg:g}"

    @property
    def hip_limits(self) -> tuple[int, int]:
        """Ends of the first slider in this task."""
        return hip_limits(self.answer.asked.task)

    @property
    def hip_name(self) -> str:
        """What the first slider takes away in this task."""
        return hip_name(self.answer.asked.task)

    @property
    def most_says(self) -> str:
        """What stands at its far end."""
        return most_says(self.answer.asked.task)

    @property
    def glutes(self) -> str:
        return f"{self.answer.asked.glutes:g}"

    @property
    def choices(self) -> tuple[TaskChoice, ...]:
        return choices(self.answer.asked.task)

    @property
    def muscle_proof(self) -> Proof:
        """How far the work of muscles can be trusted."""
        return proof_of("muscle-work")

    @property
    def ideas(self) -> tuple[tuple[str, str], ...]:
        """The three ideas that have a story: id and name."""
        return ideas()

    @property
    def body_mark(self) -> str:
        """The version in the address of the body's file."""
        return body_files.mark()

    @property
    def settings(self) -> dict[str, object]:
        """What the page's script needs to begin."""
        return {
            "answer": self.answer.as_json(),
            "own": self.keeps_own,
            "mark": self.body_mark,
        }
