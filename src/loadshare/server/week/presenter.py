"""The weekly review as pages: the signs, then next week with every change and what may be made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from loadshare.care.conditions import FactValue
from loadshare.care.doses import describe_dose, rung_of
from loadshare.care.logs import SessionLog, sessions_of
from loadshare.care.programme import Programme
from loadshare.care.programme_types import Stage
from loadshare.care.progression import Advice, went_well_at
from loadshare.care.proposal import ChangeKind, walk_of
from loadshare.care.review import Choice
from loadshare.care.signs_again import SignsAsked
from loadshare.interop.country import Country
from loadshare.knowledge import Knowledge
from loadshare.knowledge.question import Kind
from loadshare.server.programme.presenter import minutes_in_words
from loadshare.server.week.reviewing import WorkedReview

CHOICE_WORDS = {
    Choice.ACCEPT: gettext_lazy("Yes"),
    Choice.KEEP: gettext_lazy("Leave it as it is"),
    Choice.EASE: gettext_lazy("Make it easier"),
}
STAGE_WORDS = {
    Stage.COURSE: gettext_lazy("Six weeks more, from where I am"),
    Stage.UPKEEP: gettext_lazy("Keep what I have: two sessions a week, and a look each month"),
}
DOWNWARDS = frozenset({ChangeKind.DOWN, ChangeKind.EASIER, ChangeKind.LEAVES, ChangeKind.FITS})


@dataclass(frozen=True, kw_only=True)
class SignRow:
    """One sign with its two boxes."""

    field: str
    label: str
    hint: str
    is_chosen: bool
    is_unsure: bool


@dataclass(frozen=True, kw_only=True)
class SignGroup:
    """Signs under one question."""

    legend: str
    rows: tuple[SignRow, ...]
    is_shown: bool
    """Whether the question stands above them for the eye: once, however often it is asked."""


def sign_groups(asked: Sequence[SignsAsked], known: dict[str, FactValue]) -> tuple[SignGroup, ...]:
    """The signs as the form names them, with what was said last."""
    groups: list[SignGroup] = []
    place = 0
    for part in asked:
        rows = []
        for sign in part.signs:
            said = known.get(sign.value if part.question.kind is Kind.FLAGS else part.question.id)
            chosen = said == "yes" if part.question.kind is Kind.FLAGS else said == sign.value
            rows.append(
                SignRow(
                    field=f"sign-{place}",
                    label=sign.label,
                    hint=sign.hint,
                    is_chosen=chosen,
                    is_unsure=part.question.kind is Kind.FLAGS and said == "not-sure",
                )
            )
            place += 1
        legend = part.question.text
        is_new = part.question.kind is not Kind.YES_NO and legend not in {g.legend for g in groups}
        groups.append(SignGroup(legend=legend, rows=tuple(rows), is_shown=is_new))
    return tuple(groups)


@dataclass(frozen=True, kw_only=True)
class ChoiceRow:
    """One thing to make of a change."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """One change of next week."""

    field: str
    text: str
    choices: tuple[ChoiceRow, ...]


class WeekScreen:
    """What the week comes to, and the next one as proposed."""

    def __init__(
        self,
        looked: WorkedReview,
        *,
        knowledge: Knowledge,
        country: Country,
        sent: dict[str, str] | None = None,
    ) -> None:
        self.review = looked.review
        self.proposal = looked.review.proposal
        self.mark = looked.mark
        self._before = looked.programme
        self._logs = tuple(log for log in looked.logs if log.date >= looked.programme.starts)
        self._knowledge = knowledge
        self._country = country
        self._sent = sent or {}

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do about it, in this country's words."""
        return self._in_this_country(self.review.advice)

    @property
    def reminders(self) -> tuple[Advice, ...]:
        """The same, of what was told before."""
        return self._in_this_country(self.review.reminders)

    def _in_this_country(self, advice: tuple[Advice, ...]) -> tuple[Advice, ...]:
        return tuple(entry.model_copy(update={"do": self._country.fill_in(entry.do)}) for entry in advice)

    @property
    def rows(self) -> tuple[ChangeRow, ...]:
        """Every change with its choices; one that has none is only told."""
        changes = self.proposal.changes if self.proposal else ()
        return tuple(
            ChangeRow(
                field=f"change-{place}",
                text=change.text,
                choices=tuple(
                    ChoiceRow(
                        value=choice.value,
                        words=str(CHOICE_WORDS[choice]),
                        is_chosen=self._sent.get(f"change-{place}", Choice.ACCEPT.value) == choice.value,
                    )
                    for choice in change.choices
                )
                if len(change.choices) > 1
                else (),
            )
            for place, change in enumerate(changes)
        )

    @property
    def stages(self) -> tuple[ChoiceRow, ...]:
        """What may follow, where the person chooses."""
        offered = self.review.stages if len(self.review.stages) > 1 else ()
        sent = self._sent.get("stage", offered[0].value if offered else "")
        return tuple(
            ChoiceRow(value=stage.value, words=str(STAGE_WORDS[stage]), is_chosen=stage.value == sent)
            for stage in offered
        )

    @property
    def may_keep(self) -> bool:
        """Whether "leave everything as it is" would change anything."""
        changes = self.proposal.changes if self.proposal else ()
        return len([change for change in changes if Choice.KEEP in change.choices]) > 1

    @property
    def summary(self) -> tuple[str, ...]:
        """Next week in a line or two."""
        if self.proposal is None:
            return ()
        programme = self.proposal.programme
        return tuple(next_week_in_words(programme))

    @property
    def grown(self) -> tuple[str, ...]:
        """What changed during the week, after its sessions."""
        return tuple(_grown(self._before, self._logs, self._knowledge))


def next_week_in_words(programme: Programme) -> Iterator[str]:
    """Its sessions and walks."""
    days = [day for day in programme.days if day.items]
    longest = max((day.minutes for day in days), default=0)
    words = ngettext("%(n)s session", "%(n)s sessions", len(days)) % {"n": len(days)}
    yield _("%(sessions)s of up to %(minutes)s.") % {
        "sessions": words,
        "minutes": minutes_in_words(longest),
    }
    walks = sum(bool(day.walk_minutes) for day in programme.days)
    if walks:
        yield ngettext(
            "A walk of %(minutes)s on %(n)s day.", "A walk of %(minutes)s on %(n)s days.", walks
        ) % {"minutes": minutes_in_words(walk_of(programme)), "n": walks}


def _grown(programme: Programme, logs: tuple[SessionLog, ...], knowledge: Knowledge) -> Iterator[str]:
    for item in programme.items:
        done = sessions_of(exercise=item.exercise, logs=logs)
        if not done or done[0][1].dose == item.dose:
            continue
        exercise = knowledge.exercises[item.exercise]
        first = done[0][1].dose
        rose = rung_of(exercise=exercise, dose=item.dose) > rung_of(exercise=exercise, dose=first)
        words = _("%(name)s: %(now)s instead of %(then)s, to make it easier.")
        if rose and went_well_at(dose=first, exercise=item.exercise, logs=logs):
            words = _("%(name)s: %(now)s instead of %(then)s, because your sessions of it went well.")
        elif rose:
            words = _("%(name)s: %(now)s instead of %(then)s, as you chose.")
        yield words % {
            "name": exercise.name,
            "now": describe_dose(exercise=exercise, dose=item.dose),
            "then": describe_dose(exercise=exercise, dose=first),
        }
