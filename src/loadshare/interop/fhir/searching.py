"""Search among a person's resources as FHIR R4 describes it: by code, by date, in pages.

What is not understood is refused: a search that passes over a condition finds what was not asked for.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loadshare.interop.fhir.parts import Resource
from loadshare.knowledge.words import words_of

words = words_of("interop")

USUAL_COUNT = 50
MOST_COUNT = 200
"""Entries of one page."""
MOST_CONDITIONS = 50
"""Values in one request, over all parameters."""
_LEAST, _MOST = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
_DATE = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(T(?P<hour>\d\d):(?P<minute>\d\d)(:(?P<second>\d\d)(\.\d{1,9})?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?"
)
_PREFIX = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb)?(.*)", re.DOTALL)
_FORMATS = frozenset({"json", "application/json", "application/fhir+json"})
DATED_ANEW = frozenset({"DocumentReference"})
"""Kinds that are made at each look: by their date, no page of them would ever be the last."""
CONTROLS = frozenset({"_count", "_sort", "_format", "_total", "_summary", "_pretty", "_page"})

Span = tuple[dt.datetime, dt.datetime]
"""From a moment up to another one that no longer belongs to it."""
Values = Callable[[Resource], Iterator[Any]]


class FhirSearchError(ValueError):
    """A search that is not understood. `code` is that of an OperationOutcome."""

    def __init__(self, message: str, *, code: str = "invalid", status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status


@dataclass(frozen=True, kw_only=True)
class SearchParameter:
    """By what resources of one kind are found."""

    kind: str
    """`token`, `date`, `reference` or `uri`, as the CapabilityStatement names it."""
    values: Values


@dataclass(frozen=True, kw_only=True)
class FoundPage:
    """One page of what was found."""

    total: int
    resources: tuple[Resource, ...]
    next_page: str | None
    """What `_page` has to be for the next one."""


def search(resources: Sequence[Resource], *, kind: str, query: Sequence[tuple[str, str]]) -> FoundPage:
    """Those of one kind for which every condition holds. Raises `FhirSearchError`."""
    known = PARAMETERS[kind]
    asked = [(name, value) for name, value in query if name not in CONTROLS]
    if sum(value.count(",") + 1 for _, value in asked) > MOST_CONDITIONS:
        raise FhirSearchError(words("fhir.search.many", most=MOST_CONDITIONS), code="too-costly")
    found = list(resources)
    for name, value in asked:
        parameter = known.get(name)
        if parameter is None:
            by = ", ".join([*known, *sorted(CONTROLS)])
            raise FhirSearchError(
                words("fhir.search.unknown", name=name[:40], known=by), code="not-supported"
            )
        holds = _condition(parameter, value)
        found = [one for one in found if holds(one)]
    controls = {name: value for name, value in query if name in CONTROLS}
    return _page(found, kind, controls)


def _page(found: list[Resource], kind: str, controls: Mapping[str, str]) -> FoundPage:
    if controls.get("_format", "json").replace(" ", "+") not in _FORMATS:
        raise FhirSearchError(words("fhir.search.format"), code="not-supported", status=406)
    summary = controls.get("_summary", "false")
    if summary not in ("false", "count"):
        raise FhirSearchError(words("fhir.search.summary"), code="not-supported")
    count = _count(controls.get("_count", str(USUAL_COUNT)))
    if summary == "count" or count == 0:
        return FoundPage(total=len(found), resources=(), next_page=None)
    sort = controls.get("_sort", "date")
    if sort not in ("date", "-date", "_id", "-_id"):
        raise FhirSearchError(words("fhir.search.sort"), code="not-supported")
    place = _place_of(kind, by_date="date" in sort)
    ordered = sorted(found, key=place, reverse=sort.startswith("-"))
    if "_page" in controls:
        after = _opened(controls["_page"])
        is_back = sort.startswith("-")
        ordered = [one for one in ordered if (place(one) < after if is_back else place(one) > after)]
    shown = tuple(ordered[:count])
    more = len(ordered) > count
    return FoundPage(total=len(found), resources=shown, next_page=_sealed(place(shown[-1])) if more else None)


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        raise FhirSearchError(words("fhir.search.count"))
    return min(int(text), MOST_COUNT)


def _place_of(kind: str, *, by_date: bool) -> Callable[[Resource], tuple[str, str]]:
    """Where a resource stands among the others: what is added later moves no page."""
    parameter = PARAMETERS[kind].get("date") or PARAMETERS[kind].get("authored")
    has_place_in_time = by_date and kind not in DATED_ANEW

    def place(resource: Resource) -> tuple[str, str]:
        spans = list(parameter.values(resource)) if parameter and has_place_in_time else []
        return (spans[0][0].isoformat() if spans else "", str(resource["id"]))

    return place


def _sealed(place: tuple[str, str]) -> str:
    return base64.urlsafe_b64encode("\n".join(place).encode()).decode("ascii").rstrip("=")


def _opened(text: str) -> tuple[str, str]:
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        when, name = raw.decode("utf-8").split("\n")
    except (ValueError, binascii.Error):
        raise FhirSearchError(words("fhir.search.page")) from None
    return when, name


def _condition(parameter: SearchParameter, value: str) -> Callable[[Resource], bool]:
    """A value with commas holds where one of its parts does."""
    parts = [part for part in _split(value) if part]
    if not parts:
        raise FhirSearchError(words("fhir.search.empty"))
    match parameter.kind:
        case "date":
            holds = [_on(part) for part in parts]
        case "token":
            holds = [_is_coded(part) for part in parts]
        case "reference":
            holds = [_is_about(part) for part in parts]
        case _:
            holds = [part.__eq__ for part in parts]
    return lambda one: any(hold(found) for found in parameter.values(one) for hold in holds)


def _split(value: str) -> list[str]:
    """At commas that are meant as such; a sign after a backslash is itself."""
    parts = re.split(r"(?<!\\),", value)
    return [re.sub(r"\\([,$\\])", r"\1", part) for part in parts]


def _is_coded(part: str) -> Callable[[Any], bool]:
    cut = [re.sub(r"\\\|", "|", one) for one in re.split(r"(?<!\\)\|", part)]
    if len(cut) == 1:
        return lambda found: bool(found[1] == cut[0])
    system, code = cut[0], "|".join(cut[1:])
    if not code:
        return lambda found: bool(found[0] == system)
    return lambda found: bool(found == (system, code))


def _is_about(part: str) -> Callable[[Any], bool]:
    kind, _, name = part.rpartition("/")
    return lambda found: found == (kind.rpartition("/")[2] or found[0], name)


def _on(part: str) -> Callable[[Any], bool]:
    """Compares spans as R4 says: a day is all its hours."""
    matched = _PREFIX.fullmatch(part)
    prefix, text = (matched[1] or "eq", matched[2]) if matched else ("eq", part)
    start, end = span_of(text)
    within: Callable[[Any], bool] = lambda found: start <= found[0] and found[1] <= end  # noqa: E731
    match prefix:
        case "ne":
            return lambda found: not within(found)
        case "gt":
            return lambda found: bool(found[1] > end)
        case "lt":
            return lambda found: bool(found[0] < start)
        case "ge":
            return lambda found: bool(found[1] > end) or within(found)
        case "le":
            return lambda found: bool(found[0] < start) or within(found)
        case "sa":
            return lambda found: bool(found[0] >= end)
        case "eb":
            return lambda found: bool(found[1] <= start)
    return within


def span_of(text: str) -> Span:
    """From when to when a date of FHIR lasts: a year, a month, a day, a minute, a second; UTC if not said.

    Raises `FhirSearchError`.
    """
    found = _DATE.fullmatch(text.replace(" ", "+"))  # a plus sign that was not quoted in an address
    try:
        if found is None or not found["year"].isascii():
            raise ValueError
        year, month, day, hour, minute, second = (
            int(found[name] or least)
            for name, least in (
                ("year", 0), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0),
            )
        )  # fmt: skip
        zone = dt.datetime.strptime(found["zone"] or "Z", "%z").tzinfo or dt.UTC
        start = dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        if not found["month"]:
            end = start.replace(year=year + 1)
        elif not found["day"]:
            end = start.replace(year=year + month // 12, month=month % 12 + 1)
        elif not found["hour"]:
            end = start + dt.timedelta(days=1)
        else:
            end = start + dt.timedelta(seconds=1 if found["second"] else 60)
        return start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise FhirSearchError(words("fhir.search.date", value=text[:40])) from None


def _token_at(*path: str) -> SearchParameter:
    """Codes of what stands at a path: a concept, an identifier, or a plain code."""

    def values(resource: Resource) -> Iterator[tuple[str, str]]:
        for found in _at(resource, path):
            if not isinstance(found, dict):
                yield "", str(found)
                continue
            if "value" in found:
                yield found.get("system", ""), found["value"]
            for coding in found.get("coding", ()):
                yield coding.get("system", ""), coding["code"]

    return SearchParameter(kind="token", values=values)


def _date_at(*path: str) -> SearchParameter:
    """A moment, or a period, of which one end may be open."""

    def values(resource: Resource) -> Iterator[Span]:
        for found in _at(resource, path):
            if isinstance(found, dict):
                start = span_of(found["start"])[0] if "start" in found else _LEAST
                yield start, span_of(found["end"])[1] if "end" in found else _MOST
            else:
                yield span_of(found)

    return SearchParameter(kind="date", values=values)


def _reference_at(*path: str) -> SearchParameter:
    def values(resource: Resource) -> Iterator[tuple[str, str]]:
        for found in _at(resource, path):
            kind, _, name = str(found.get("reference", "")).rpartition("/")
            yield kind.rpartition("/")[2], name

    return SearchParameter(kind="reference", values=values)


def _uri_at(*path: str) -> SearchParameter:
    return SearchParameter(kind="uri", values=lambda resource: iter(_at(resource, path)))


def _at(value: Any, path: Sequence[str]) -> list[Any]:
    """What stands there; lists on the way are gone into."""
    found = [value]
    for name in path:
        found = [
            inner
            for one in found
            if isinstance(one, dict) and name in one
            for inner in (one[name] if isinstance(one[name], list) else [one[name]])
        ]
    return found


_ID = {"_id": _token_at("id")}
_ABOUT = {"patient": _reference_at("subject"), "subject": _reference_at("subject")}
_NAMED = {"identifier": _token_at("identifier")}
PARAMETERS: Mapping[str, Mapping[str, SearchParameter]] = {
    "Patient": _ID | _NAMED,
    "Questionnaire": _ID
    | {"url": _uri_at("url"), "version": _token_at("version"), "status": _token_at("status")},
    "QuestionnaireResponse": _ID
    | _ABOUT
    | {
        "authored": _date_at("authored"),
        "questionnaire": _uri_at("questionnaire"),
        "status": _token_at("status"),
    },
    "Observation": _ID
    | _ABOUT
    | {
        "code": _token_at("code"),
        "category": _token_at("category"),
        "date": _date_at("effectiveDateTime"),
        "status": _token_at("status"),
    },
    "Goal": _ID | _ABOUT | {"lifecycle-status": _token_at("lifecycleStatus")},
    "CarePlan": _ID | _ABOUT | {"date": _date_at("period"), "status": _token_at("status")},
    "DocumentReference": _ID | _ABOUT | {"date": _date_at("date"), "type": _token_at("type")},
}
"""What each kind can be found by; kinds that are not here are not served."""
