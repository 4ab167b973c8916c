"""Who is being measured: the visitor, or the person whose computer showed this phone a code."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from loadshare.server.measurements.models import Measurement
from loadshare.server.pairing.links import leave_link, link_of, was_paired
from loadshare.server.pairing.models import PhoneLink
from loadshare.server.person.visitor import visitor_of
from loadshare.server.records.models import Person


@dataclass(frozen=True, kw_only=True)
class MeasuringPerson:
    """A person, and the link where a phone measures for their computer."""

    person: Person | None
    link: PhoneLink | None = None
    is_over: bool = False
    """The phone was told that it measures for a computer, and may do so no more."""

    def rows(self, test: str = "") -> list[Measurement]:
        """What was measured before. A paired phone sends results and sees none."""
        if self.person is None or self.link is not None:
            return []
        found = self.person.measurements.defer("recording")
        return list(found.filter(test=test) if test else found)


def measurer_of(request: HttpRequest) -> MeasuringPerson:
    """A code that was opened on this phone comes before the phone's own visitor.

    What was measured for a computer never becomes the phone's own: once the code is over it is refused, and
    only a page that is asked for afterwards is the phone's own again.
    """
    link = link_of(request)
    if link is not None:
        return MeasuringPerson(person=link.person, link=link)
    if was_paired(request):
        if request.method == "POST":
            return MeasuringPerson(person=None, is_over=True)
        leave_link(request)
    return MeasuringPerson(person=visitor_of(request))
