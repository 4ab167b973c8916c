"""What was felt, scored, measured and done, as Observations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from loadshare.interop.fhir.parts import (
    Owner,
    Resource,
    category,
    narrative,
    own_code,
    pain_code,
    quantity,
    text_of,
)
from loadshare.knowledge import Knowledge
from loadshare.knowledge.words import words_of

Rows = Sequence[Mapping[str, Any]]
words = words_of("interop")


def observations(owner: Owner, tables: Mapping[str, Rows], knowledge: Knowledge) -> Iterator[Resource]:
    """Every Observation of a copy."""
    for row in tables.get("pain", ()):
        yield _pain(owner, row)
    for row in tables.get("scores", ()):
        yield _score(owner, row, knowledge)
    for row in tables.get("measurements", ()):
        yield from _measured(owner, row, knowledge)
    items: dict[Any, list[Mapping[str, Any]]] = {}
    for row in tables.get("session_items", ()):
        items.setdefault(row["session"], []).append(row)
    for row in tables.get("sessions", ()):
        yield _session(owner, row, items.get(row["number"], []), knowledge)


def _observation(owner: Owner, key: tuple[object, ...], when: str, kind: str, code: Resource) -> Resource:
    return {
        "resourceType": "Observation",
        "id": owner.id_of("Observation", *key),
        "text": narrative(f"{code['text']}, {when}"),
        "status": "final",
        "category": category(kind),
        "code": code,
        "subject": owner.subject,
        "effectiveDateTime": when,
        "performer": [owner.subject],
    }


def _pain(owner: Owner, row: Mapping[str, Any]) -> Resource:
    made = _observation(owner, ("pain", row["on"]), row["on"], "survey", pain_code(words("fhir.pain.of-day")))
    return made | {"valueQuantity": quantity(row["pain"], "points")}


def _score(owner: Owner, row: Mapping[str, Any], knowledge: Knowledge) -> Resource:
    known = knowledge.outcomes.get(row["outcome"])
    item = next((one.text for one in known.items if one.id == row["item"]), "") if known else ""
    text = ": ".join(part for part in (known.name if known else row["outcome"], item) if part)
    name = "-".join(part for part in (row["outcome"], row["item"]) if part)
    code = own_code("score", name, text)
    if row["outcome"] == "pain":
        code["coding"] = [*pain_code(text)["coding"], *code["coding"]]
    key = ("score", row["outcome"], row["item"], row["on"], row["kept_at"])
    made = _observation(owner, key, row["on"], "survey", code)
    choice = known.choice_of(row["value"]) if known else None
    if choice is not None:
        return made | {"valueCodeableConcept": own_code("answer", f"{name}.{choice.id}", choice.text)}
    return made | {"valueQuantity": quantity(row["value"], "points")}


def _measured(owner: Owner, row: Mapping[str, Any], knowledge: Knowledge) -> Iterator[Resource]:
    """One for each figure that has a range; a figure without one does not leave as a fact."""
    test = knowledge.self_tests.get(row["test"])
    for name, figure in row["figures"].items():
        if not isinstance(figure, Mapping) or not {"value", "low", "high", "unit"} <= figure.keys():
            continue
        text = f"{test.name if test else row['test']}: {name.replace('-', ' ')}"
        made = _observation(
            owner, ("measured", row["id"], name), row["taken_at"], "exam",
            own_code("figure", f"{row['test']}.{name}", text),
        )  # fmt: skip
        unit = "per_minute" if name == "cadence" else figure["unit"]
        ends = (("low", words("fhir.lowest")), ("high", words("fhir.highest")))
        made |= {
            "valueQuantity": quantity(figure["value"], unit),
            "method": {"text": text_of(words("fhir.method", method=row["method"]))},
            "component": [
                {"code": own_code("range", end, said), "valueQuantity": quantity(figure[end], unit)}
                for end, said in ends
            ],
        }
        if row["side"]:
            made["bodySite"] = {"text": row["side"]}
        yield made


def _session(owner: Owner, row: Mapping[str, Any], items: Rows, knowledge: Knowledge) -> Resource:
    code = own_code("session", text_of(row["kind"]), words("fhir.session"))
    made = _observation(
        owner, ("session", row["client_id"] or row["number"]), row["ended_at"] or row["on"], "activity", code
    )
    parts: list[Resource] = [
        {"code": pain_code(words(f"fhir.pain.{name}")), "valueQuantity": quantity(row[key], "points")}
        for key, name in (("pain_before", "before"), ("pain_after", "after"))
        if row[key] is not None
    ]
    for item in items:
        known = knowledge.exercises.get(item["exercise"])
        code = own_code("exercise", item["exercise"], known.name if known else item["exercise"])
        parts.append({"code": code, "valueString": text_of(item["outcome"])})
    return made | ({"component": parts} if parts else {"valueString": text_of(row["kind"])})
