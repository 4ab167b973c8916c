"""Nobody sees anybody without a yes that holds: by the code of the room, and at every address."""

import ast
import datetime as dt
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from loadshare.server.belongings.register import belongings, person_model
from loadshare.server.clinic import urls
from loadshare.server.clinic.models import Clinic, Member, Sharing
from loadshare.server.front.device_headers import KEPT_PAGES
from tests.server.cast import Visitor
from tests.server.clinic.practice import (
    address_of_code,
    joins,
    member,
    page_of,
    practitioner,
    shares,
    with_account,
)
from tests.server.clinic.test_exercises import a_picture, an_exercise, gives
from tests.server.clinic.test_templates import a_template
from tests.support.clock import later

ROOM = Path(urls.__file__).parent
OWN_TABLES = {
    "AlertSeen", "Clinic", "GivenDone", "GivenExercise", "Invitation", "Member", "PracticeExercise",
    "PracticeTemplate", "SharedMessage", "Sharing",
}  # fmt: skip
FOR_A_CASELOAD = {"model", "ItemLog"}
"""`rows_for`, `of_each` and `with_spread`, which begin at sharings."""
MAY_ASK = {
    "access.py": OWN_TABLES | FOR_A_CASELOAD,
    "away.py": OWN_TABLES,
    "codes.py": OWN_TABLES,
    "exercises.py": OWN_TABLES,
    "edit_templates.py": OWN_TABLES,
    "sharing.py": OWN_TABLES,
    "talk.py": OWN_TABLES,
    "models.py": OWN_TABLES,
}
"""The modules that reach tables, and which: those of the room itself and no others."""
MANAGERS = {"objects", "_default_manager", "_base_manager"}
BY_ID = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "get_model", "cursor", "raw"}
"""Other ways to a row whose id somebody sends."""


def owned_models() -> set[str]:
    return {one.model_class.__name__ for one in belongings()} | {
        person_model().__name__,
        get_user_model().__name__,
        "Clinic",
    }


def ways_from_members() -> set[str]:
    """From a practitioner, a clinic or an account to rows of people, as the models themselves name them."""
    return {
        relation.get_accessor_name()
        for model in (Member, Clinic, get_user_model())
        for relation in model._meta.related_objects
    }


def other_ways(tree: ast.AST, *, may_ask: set[str], is_own: bool = False) -> Iterator[str]:
    """`is_own`: a page of the person, who may reach what is theirs."""
    barred = set() if may_ask else ways_from_members()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            name = ast.unparse(node.value).rpartition(".")[2]
            if name not in may_ask:
                yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in BY_ID:
            yield f"{node.lineno}: {ast.unparse(node.func)}"
        elif (
            isinstance(node, ast.Attribute)
            and node.attr in barred
            and not (is_own and ast.unparse(node.value) == "person")
            and ast.unparse(node) != "followed.person"
        ):
            yield f"{node.lineno}: {ast.unparse(node)}"


def test_no_module_of_the_room_reaches_a_table_of_people_by_another_way() -> None:
    modules = sorted(path for path in ROOM.rglob("*.py") if "migrations" not in path.parts)
    assert len(modules) > 10
    found = [
        f"{path.name}:{way}"
        for path in modules
        for way in other_ways(
            ast.parse(path.read_text(encoding="utf-8")),
            may_ask=MAY_ASK.get(path.name, set()),
            is_own=path.name == "own.py",
        )
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "Person.objects.get(pk=person_id)",
        "models.Check._default_manager.all()",
        "get_object_or_404(Person, pk=person_id)",
        "member.sharings.all()",
        "request.user.person.checks.all()",
        "clinic.members.all()",
        "apps.get_model('selfcare.Check')",
        "connection.cursor()",
        "Something.objects.raw('SELECT 1')",
    ],
)
def test_another_way_is_seen(line: str) -> None:
    assert list(other_ways(ast.parse(line), may_ask=set()))


def test_the_forbidden_tables_are_all_that_people_have() -> None:
    """Whatever table is added, no module may ask it: only the room's own are allowed anywhere."""
    assert {"Check", "SessionLog", "Measurement", "Person", "User"} <= owned_models()
    assert set().union(*MAY_ASK.values()) <= OWN_TABLES | FOR_A_CASELOAD
    assert {"sharings", "invitations", "memberships", "person"} <= ways_from_members()


def test_every_page_of_one_person_begins_with_the_question_whether_it_may() -> None:
    checked = 0
    for path in (ROOM / "views").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            if "person_id" in {argument.arg for argument in node.args.args}:
                checked += 1
                assert "for_members" in {ast.unparse(one) for one in node.decorator_list}, node.name
                first = next(one for one in node.body if not _is_docstring(one))
                assert ast.unparse(first).startswith("followed = for_person(member, person_id, "), node.name
    assert checked >= 3


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


# --- every address, and who gets what there ---------------------------------------------------------------

WHO = (
    "nobody", "guest", "other", "person", "open", "ended", "expired", "less", "elsewhere", "lead", "stand-in",
    "assistant",
)  # fmt: skip
"""`person` shares; `open` follows them with every part, `less` with the level only, `ended` and `expired`
did, `elsewhere` belongs to another clinic, `lead` leads the clinic of `open`, `stand-in` has no yes,
`assistant` helps in the clinic of `open`."""
PRACTITIONERS = WHO[4:]
SIGN_IN = "sign in"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What each kind of visitor gets from a GET; all others get `others`."""

    others: int | str
    but: dict[str, int | str]

    def of(self, who: str) -> int | str:
        return self.but.get(who, self.others)


def own(status: int = 200) -> Expected:
    """Everybody with an account has one of their own; others are told how to get one."""
    return Expected(others=status, but={})


def practice(*, nobody_else: int | str = 404, others: int | str = 200) -> Expected:
    but = {"nobody": SIGN_IN, "guest": SIGN_IN, "other": nobody_else, "person": nobody_else}
    return Expected(others=others, but={**but, "assistant": 404})


def of_person(*able: str) -> Expected:
    return Expected(others=404, but={"nobody": SIGN_IN, "guest": SIGN_IN, **dict.fromkeys(able, 200)})


def only(*able: str, others: int | str = 404) -> Expected:
    return Expected(others=others, but=dict.fromkeys(able, 200))


POST_ONLY = own(405)
EVERY_ADDRESS: dict[str, Expected] = {
    "sharing": own(),
    "sharing_code": own(302),
    "sharing_code_new": POST_ONLY,
    "sharing_code_state": own(),
    "sharing_with": Expected(others=200, but={"open": 422}),
    "sharing_asked": only("person"),
    "sheet": only("person", others=302),
    "sheet_paper": only("person", others=302),
    "looked": own(),
    "looked_table": Expected(others=200, but={"nobody": 404, "guest": 404}),
    "given_file": only("person"),
    "given_out": POST_ONLY,
    "sharing_notice": POST_ONLY,
    "sharing_talk_before": own(),
    "sharing_talk": only("person"),
    "sharing_renew": only("person"),
    "sharing_stop": POST_ONLY,
    "caseload": Expected(others=200, but={"nobody": SIGN_IN, "guest": SIGN_IN}),
    "clinic_together": practice(),
    "clinic_invite": practice(),
    "clinic_enter": practice(nobody_else=302),
    "clinic_enter_code": practice(nobody_else=302),
    "clinic_person": of_person("open", "less"),
    "clinic_part": of_person("open"),
    "clinic_summary": of_person("open", "less"),
    "clinic_summary_paper": of_person("open", "less"),
    "clinic_summary_fhir": of_person("open", "less"),
    "clinic_talk": of_person("open"),
    "clinic_edit": of_person("open"),
    "clinic_alert": POST_ONLY,
    "clinic_give": of_person("open"),
    "clinic_apply": of_person("open"),
    "clinic_templates": practice(),
    "clinic_template_delete": POST_ONLY,
    "clinic_exercises": practice(),
    "clinic_exercise_new": practice(),
    "clinic_exercise_file": Expected(
        others=404,
        but={"nobody": SIGN_IN, "guest": SIGN_IN}
        | dict.fromkeys(("open", "less", "ended", "expired", "lead", "stand-in"), 200),
    ),
    "clinic_exercise_withdraw": POST_ONLY,
    "clinic_colleagues": Expected(
        others=404, but={"nobody": SIGN_IN, "guest": SIGN_IN, "lead": 200, "elsewhere": 200}
    ),
    "clinic_remove": POST_ONLY,
    "clinic_join": Expected(others=200, but={"nobody": SIGN_IN, "guest": SIGN_IN}),
    "clinic_away": practice(),
    "clinic_leave": POST_ONLY,
}
"""Every address of the room. A new one fails here until somebody says who gets what."""


@dataclass(kw_only=True)
class Cast:
    people: dict[str, Visitor]
    parts: dict[str, str]


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001
    people: dict[str, Visitor] = {"nobody": Visitor(), "guest": Visitor()}
    people["guest"].start()
    people["other"], people["person"] = (with_account(name) for name in ("other", "person"))
    lead = people["lead"] = practitioner("lead", clinic="Hill Road")
    for name in ("open", "ended", "less", "expired", "stand-in", "assistant"):
        people[name] = joins(lead, name, role=name if name in {"stand-in", "assistant"} else "practitioner")
    people["elsewhere"] = practitioner("elsewhere", clinic="Far Away")
    person = people["person"]
    ended = shares(person, people["ended"])
    person.post(f"/sharing/{ended.pk}/stop/")
    shares(person, people["less"], parts=[])
    expired = shares(person, people["expired"], weeks=4)
    Sharing.objects.filter(pk=expired.pk).update(since=expired.since - _WEEKS, until=expired.until - _WEEKS)
    standing = shares(person, people["open"])
    code = address_of_code(people["open"]).split("/")[-2]
    asked = person.person.invitations.create(
        code_hash="0" * 64,
        member=member(people["open"]),
        opened_at=timezone.now(),
        opens_until=standing.until,
    )
    exercise = an_exercise(people["open"], file=a_picture())
    person.with_programme()
    given = gives(people["open"], person, exercise)
    template = a_template(people["open"], add=["glute-bridge"])
    people["open"].get("/clinic/exercises/")  # what was said of it is read
    page = lead.post("/clinic/colleagues/", {"role": "practitioner"}).content.decode()
    join = re.search(r"/clinic/join/([A-Z0-9-]+)/", page)
    assert join
    return Cast(
        people=people,
        parts={
            "person_id": str(person.person.pk),
            "part": "scores",
            "sharing_id": str(standing.pk),
            "invitation_id": str(asked.pk),
            "colleague_id": str(member(people["open"]).pk),
            "exercise_id": str(exercise.pk),
            "template_id": str(template.pk),
            "given_id": str(given.pk),
            "sharing_with.code": code,
            "clinic_enter_code.code": "ABCD",
            "clinic_join.code": join[1],
        },
    )


_WEEKS = dt.timedelta(weeks=5)


def address_of(pattern: URLPattern, parts: dict[str, str]) -> str:
    def fill(found: re.Match[str]) -> str:
        return parts.get(f"{pattern.name}.{found[1]}") or parts[found[1]]

    return "/" + re.sub(r"<\w+:(\w+)>", fill, str(pattern.pattern))


def what(response: Any) -> int | str:
    if response.status_code == 302 and response["Location"].startswith("/account/sign-in/"):
        return SIGN_IN
    return int(response.status_code)


def test_every_address_is_classified() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == EVERY_ADDRESS.keys()
    everywhere = {str(one.pattern): one for one in get_resolver().url_patterns if isinstance(one, URLPattern)}
    strays = [route for route in everywhere if route.startswith(("clinic", "sharing"))]
    assert strays == [], "addresses of practitioners stand in clinic/urls.py"


def test_everybody_gets_at_every_address_what_is_said(cast: Cast) -> None:
    wrong = []
    for pattern in urls.urlpatterns:
        for who in WHO:
            found = what(cast.people[who].get(address_of(pattern, cast.parts)))
            if found != EVERY_ADDRESS[str(pattern.name)].of(who):
                wrong.append(f"{pattern.name} for {who}: {found}")
    assert wrong == []


def test_a_post_opens_nothing_that_a_get_does_not(cast: Cast) -> None:
    """Before anything ended: nobody but who may gets an answer of a page of one person."""
    for pattern in urls.urlpatterns:
        if "person_id" not in str(pattern.pattern):
            continue
        for who in set(WHO) - {"open", "less"}:
            found = what(cast.people[who].post(address_of(pattern, cast.parts)))
            assert found in {404, 405, SIGN_IN}, f"{pattern.name} for {who}: {found}"


def test_no_person_of_the_caseload_is_seen_by_anybody_else(cast: Cast) -> None:
    for who in set(WHO) - {"open", "less"}:
        page = cast.people[who].get("/clinic/", follow=True).content.decode()
        assert page_of(cast.people["person"]) not in page, who


def test_no_address_of_the_room_stays_on_a_device() -> None:
    assert not KEPT_PAGES & {str(pattern.name) for pattern in urls.urlpatterns}


def test_no_page_of_the_room_may_be_kept(cast: Cast) -> None:
    for address in ("/clinic/", page_of(cast.people["person"]), "/clinic/invite/"):
        response = cast.people["open"].get(address)
        assert response.status_code == 200
        assert "Loadshare-Keep" not in response.headers


def test_an_id_that_nobody_has_is_not_told_from_one_that_is_not_shared(cast: Cast) -> None:
    nobody = cast.people["open"].get(f"/clinic/people/{uuid.uuid4()}/")
    hidden = cast.people["open"].get(page_of(cast.people["other"]))
    assert nobody.status_code == hidden.status_code == 404
    assert len(nobody.content) == len(hidden.content)
    with later(days=400):
        assert cast.people["open"].get(page_of(cast.people["person"])).status_code in {302, 404}
