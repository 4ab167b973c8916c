"""Search by code and date as R4 says it, in pages that lose and double nothing."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.interop.fhir import resources_of
from loadshare.interop.fhir.parts import as_stored
from loadshare.interop.fhir.scopes import ReadPart, may, parts_of, scopes_of
from loadshare.interop.fhir.searching import PARAMETERS, FhirSearchError, search, span_of
from tests.interop.test_fhir import COPY, KNOWLEDGE

PAPERS = {"record.pdf": b"%PDF-1.7"}


def stored(kind: str) -> list[dict[str, Any]]:
    found = resources_of(COPY, kind=kind, knowledge=KNOWLEDGE, papers=PAPERS)
    return [as_stored(one) for one in found]


def ids(kind: str, *query: tuple[str, str]) -> list[str]:
    page = search(stored(kind), kind=kind, query=query)
    assert page.total == len(page.resources)
    return [one["id"] for one in page.resources]


def day(on: str) -> dict[str, Any]:
    return {"resourceType": "Observation", "id": on, "effectiveDateTime": on, "code": {"coding": []}}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("2026-11-24", {"2026-11-24", "2026-11-24T09:00:00Z"}),
        ("2026-11", {"2026-11-24", "2026-11-24T09:00:00Z", "2026-11-24T23:30:00-02:00"}),
        ("ne2026-11-24", {"2026", "2026-11-24T23:30:00-02:00", "2027-01-01"}),
        ("gt2026-11-24", {"2026", "2026-11-24T23:30:00-02:00", "2027-01-01"}),
        ("ge2026-11-25", {"2026", "2026-11-24T23:30:00-02:00", "2027-01-01"}),
        ("lt2026-11-24", {"2026"}),
        ("le2026-11-24", {"2026", "2026-11-24", "2026-11-24T09:00:00Z"}),
        ("sa2026-11-24", {"2026-11-24T23:30:00-02:00", "2027-01-01"}),
        ("eb2026-11-25", {"2026-11-24", "2026-11-24T09:00:00Z"}),
        ("2026-11-24T10:00:00 01:00", {"2026-11-24T09:00:00Z"}),
        ("2026-11-24T09:00Z,2027", {"2026-11-24T09:00:00Z", "2027-01-01"}),
    ],
)
def test_a_date_is_all_its_hours(asked: str, wanted: set[str]) -> None:
    """Worked out by hand from the table of prefixes in the specification."""
    days = [
        day(on)
        for on in ("2026", "2026-11-24", "2026-11-24T09:00:00Z", "2026-11-24T23:30:00-02:00", "2027-01-01")
    ]
    page = search(days, kind="Observation", query=[("date", asked)])
    assert {one["id"] for one in page.resources} == wanted


def test_a_code_is_found_with_its_system_without_and_by_system_alone() -> None:
    loinc = ids("Observation", ("code", "http://loinc.org|72514-3"))
    assert len(loinc) == 3
    assert (
        ids("Observation", ("code", "72514-3")) == loinc == ids("Observation", ("code", "http://loinc.org|"))
    )
    assert ids("Observation", ("code", "urn:other|72514-3")) == ids("Observation", ("code", "|72514-3")) == []
    figure = ids("Observation", ("code", "urn:loadshare:figure|hip-rotation.internal"))
    both = ids("Observation", ("code", "72514-3,urn:loadshare:figure|hip-rotation.internal"))
    assert set(both) == {*loinc, *figure}
    on_a_day = ids("Observation", ("code", "72514-3"), ("date", "2026-11-25"))
    assert len(on_a_day) == 1
    assert set(on_a_day) < set(loinc)


def test_a_stranger_has_nothing_here() -> None:
    (patient,) = stored("Patient")
    own = ids("Observation", ("patient", patient["id"]))
    assert own == ids("Observation", ("subject", f"Patient/{patient['id']}")) == ids("Observation")
    assert ids("Observation", ("patient", "somebody-else")) == []
    assert ids("Observation", ("subject", f"Group/{patient['id']}")) == []


@pytest.mark.parametrize("kind", PARAMETERS)
def test_every_parameter_of_every_kind_can_be_asked(kind: str) -> None:
    resources = stored(kind)
    assert resources
    for name, parameter in PARAMETERS[kind].items():
        value = "2026" if parameter.kind == "date" else "x"
        search(resources, kind=kind, query=[(name, value)])
        assert any(True for one in resources for _ in parameter.values(one)), f"{kind}.{name} never"


@pytest.mark.parametrize(
    "query",
    [
        ("name", "x"), ("code:not", "x"), ("date", "24/11/2026"), ("date", "ap2026"),
        ("date", "2026-02-31"), ("date", "2026-13"), ("date", ""), ("code", ","), ("_count", "-1"),
        ("_count", "1e3"), ("_count", "²"), ("_sort", "code"), ("_summary", "text"), ("_format", "xml"),
        ("_page", "x"), ("_page", "%"), ("code", "a," * 60), ("date", "0000"), ("date", "9999"),
        ("date", "٢٠٢٦"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(query: tuple[str, str]) -> None:
    """To pass over a condition would find what was not asked for."""
    with pytest.raises(FhirSearchError):
        search(stored("Observation"), kind="Observation", query=[query])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 9)), max_size=25),
    st.integers(1, 7),
    st.sampled_from(["date", "-date", "_id", "-_id"]),
    st.data(),
)
def test_pages_together_are_the_whole(
    days: list[dt.date], count: int, sort: str, data: st.DataObject
) -> None:
    """Also where something is added while somebody turns pages."""
    resources = [{**day(on.isoformat()), "id": f"{n:03}"} for n, on in enumerate(days)]
    seen: list[str] = []
    query = [("_count", str(count)), ("_sort", sort)]
    page = search(resources, kind="Observation", query=query)
    while True:
        seen += [one["id"] for one in page.resources]
        if page.next_page is None:
            break
        if data.draw(st.booleans()):
            resources = [*resources, {**day("2025-12-31"), "id": f"new{len(resources)}"}]
        page = search(resources, kind="Observation", query=[*query, ("_page", page.next_page)])
    old = [name for name in seen if not name.startswith("new")]
    assert sorted(old) == [f"{n:03}" for n in range(len(days))]
    assert len(set(seen)) == len(seen)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        start, end = span_of(text)
    except FhirSearchError:
        return
    assert start < end


def test_scopes_open_what_they_name_and_no_more() -> None:
    scopes = scopes_of([ReadPart.COURSE])
    assert scopes == "patient/Patient.rs patient/Questionnaire.rs patient/Observation.rs"
    assert may(scopes, "Observation", "r")
    assert not may(scopes, "CarePlan", "r")
    assert not may("patient/Observation.s", "Observation", "r")
    assert may("patient/Observation.read", "Observation", "s")
    for other in ("user/*.rs", "patient/Observation.cud", "patient/*.rs?x=1", "launch", "patient/.rs", ""):
        assert not may(other, "Observation", "r"), other
    assert parts_of(scopes_of([ReadPart.ALL])) == list(ReadPart)
    for part in ReadPart:
        assert part in parts_of(scopes_of([part]))
