"""Who is being measured: the visitor, or the person whose computer showed this phone a code."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from loadshare.server.measure.models import Measurement
from loadshare.server.pairing.links import link_of
from loadshare.server.pairing.models import PhoneLink
from loadshare.server.selfcare.models import Person
from loadshare.server.selfcare.visitor import visitor_of


@dataclass(frozen=True, kw_only=True)
class Measurer:
    """A person, and the link where a phone measures for their computer."""

    person: Person | None
    link: PhoneLink | None = None

    def rows(self, test: str = "") -> list[Measurement]:
        """What was measured before. A paired phone sends results and sees none."""
        if self.person is None or self.link is not None:
            return []
        found = self.person.measurements.defer("recording")
        return list(found.filter(test=test) if test else found)


def measurer_of(request: HttpRequest) -> Measurer:
    """A code that was opened on this phone comes before the phone's own visitor."""
    link = link_of(request)
    return Measurer(person=link.person, link=link) if link else Measurer(person=visitor_of(request))
