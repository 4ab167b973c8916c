"""What is kept about breaks, and why."""

from typing import Annotated, Any

from django.core.exceptions import ValidationError as DjangoError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field, TypeAdapter, ValidationError

from loadshare.care.break_events import BreakEvent
from loadshare.care.break_hours import BreakSettings
from loadshare.care.nudge_chance import SEEDS
from loadshare.knowledge import load_knowledge
from loadshare.server.belongings import Belonging
from loadshare.server.breaks.models import BreakEvent as StoredEvent
from loadshare.server.breaks.models import BreakPlan, KeptNudge

Nothing = Annotated[dict[str, Any], Field(max_length=0)]
_EVENT: TypeAdapter[BreakEvent] = TypeAdapter(BreakEvent)


def _exercises_are_known(names: Any) -> None:
    for name in names:
        if name not in load_knowledge().exercises:
            words = gettext("This copy names an exercise that is not known here: %(name)s.")
            raise ValueError(words % {"name": name})


def _plan_can_be(plan: BreakPlan) -> None:
    _exercises_are_known(plan.own)
    chance = (plan.chance_seed, plan.chance_since, plan.chance_until)
    if chance.count(None) not in {0, len(chance)} or (plan.chance_seed or 0) >= SEEDS:
        raise ValueError(gettext("What chance says of breaks in this copy is not whole."))
    if plan.chance_short_with is not None and not 0 <= plan.chance_short_with < 1:
        raise ValueError(gettext("What chance says of breaks in this copy is not whole."))


def _was_said(event: StoredEvent) -> None:
    said = {**event.details, "kind": event.kind, "at": event.at}
    try:
        if len(said) != len(event.details) + 2:
            raise ValueError
        _EVENT.validate_python(said)
    except (ValidationError, ValueError):
        raise ValueError(gettext("A break in this copy is not whole.")) from None
    _exercises_are_known(event.details.get("exercises", ()))


def _nudge_can_be(nudge: KeptNudge) -> None:
    try:
        nudge.validate_constraints()
        if nudge.short_with is not None and not (nudge.form and 0 <= nudge.short_with <= 1):
            raise ValueError
    except (DjangoError, ValueError):
        raise ValueError(gettext("A nudge in this copy is not whole.")) from None


BELONGINGS = (
    Belonging(
        model="breaks.BreakPlan",
        table="break_settings",
        holds=_("How you want your breaks, when the next one is due, and whether chance may leave some out"),
        why=_("To nudge you when you asked for it, and at no other time."),
        contents={"settings": BreakSettings, "begins_with": BreakSettings | Nothing, "own": list[str]},
        check=_plan_can_be,
    ),
    Belonging(
        model="breaks.BreakEvent",
        table="breaks",
        holds=_("What you said about breaks: started, done, later, moved by yourself"),
        why=_("So that a break you took counts, and the next nudge comes at the right time."),
        same_by=("client_id",),
        stays=("heard_at",),
        contents={"details": dict[str, Any]},
        check=_was_said,
    ),
    Belonging(
        model="breaks.KeptNudge",
        table="nudges",
        holds=_("When a nudge came or was left out, its form, and why"),
        why=_(
            "To learn whether nudges help: counted with those of others, without names. "
            "Each goes after a year."
        ),
        same_by=("at",),
        check=_nudge_can_be,
    ),
    Belonging(
        model="breaks.PushDevice",
        table="push_devices",
        holds=_(
            "Browsers you allowed to be nudged while the page is closed, and whether they tell of messages"
        ),
        why=_("To reach them. They are gone as soon as you end it."),
        secret=_("Its keys work for that browser only."),
    ),
    Belonging(
        model="breaks.CalendarFeed",
        table="calendars",
        holds=_("Your private calendar address, in a form that cannot be read back"),
        why=_("So that your calendar finds your sessions and breaks."),
        secret=_("The address is not kept, so a copy could not bring it back. Make a new one there."),
    ),
)
