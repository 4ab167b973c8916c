"""Whatever stands in an address, a form or a body: every page answers, and none of them breaks.

The addresses, the names of fields and the shapes of bodies are read from the product, so a new page is asked
too. Each request is undone, so that one person in one state is asked everything.
"""

import json
import logging
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.http import urlencode

from loadshare.knowledge import load_knowledge
from loadshare.server.check import checking
from loadshare.server.measurements.protocols import protocols
from loadshare.server.requests.body_limits import FORM_BYTES
from loadshare.server.settings import PACKAGE
from tests.server.cast import Visitor, example_answers
from tests.server.offline.parcels import Device, offer_of

NOT_ALLOWED, TOO_LARGE = 405, 413
DIGITS = "9" * 4400
LONG = "x" * 2600
MANY = 1000
"""Signs in a value: so many that a form of all fields is too large."""
ODD_TO_A_DATABASE = (
    DIGITS,
    "-1",
    "9223372036854775808",
    "1e400",
    "nan",
    "a\x00b",
    "\N{PILE OF POO}",
    LONG,
)
"""Too long for int(), too large or too small for a column, no number, a sign that none keeps, one of four
bytes, a long text."""
ODD = (*ODD_TO_A_DATABASE, "²", "٣", "", "[]")
ON_POSTGRESQL = connection.vendor == "postgresql"
if ON_POSTGRESQL:  # these four end before any database, and stand on SQLite in each run
    ODD = ODD_TO_A_DATABASE
RAW = b"\xff\xed\xa0\x80%ED%A0%80"
"""No text at all: half of a surrogate pair, and a byte that begins nothing."""
LEAVES = (
    int("9" * 30),
    -1,
    1e308,
    "a\x00b",
    "\ud800",
    DIGITS,
    LONG,
    None,
    True,
    [],
    {},
    [[[[]]]],
    "2026-02-30",
)
IN_PAGES = re.compile(r"""<(?:input|button|select|textarea)[^>]*\bname="([\w-]+)""")
IN_CODE = re.compile(
    r"""(?:POST|GET|body|given|data|sent)\.get(?:list)?\(\s*"([\w-]+)"|"""
    r"""^    (\w+) = forms\.|fields\[f?"([\w-]+)""",
    re.MULTILINE,
)


def patterns(resolver: URLResolver | None = None, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for one in (resolver or get_resolver()).url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, here)
        else:
            yield here, one


ROUTES = tuple(dict.fromkeys(route for route, _ in patterns()))


KINDS = re.compile(r"<(?:(\w+):)?\w+>")
GOOD = {
    "int": ("1", "2"),
    "str": ("glute-bridge", "desk-worker"),
    "slug": ("glute-bridge", "hip-rotation", "walking"),
    "uuid": (str(uuid.UUID(int=4)),),
    "path": ("x",),
}
BAD = {
    "int": (DIGITS, "0", "9" * 30),
    "str": (DIGITS, "%00", "%ED%A0%80", "%FF", LONG, "²"),
    "slug": (DIGITS, "-", LONG),
    "uuid": (str(uuid.UUID(int=2**128 - 1)),),
    "path": ("%00", LONG),
}


def addresses(route: str) -> Iterator[str]:
    """With every value of its parts, good ones first."""
    kinds = {kind or "str" for kind in KINDS.findall(route)}
    for values in (GOOD, BAD):
        for place in range(max((len(values[kind]) for kind in kinds), default=values is GOOD)):
            yield KINDS.sub(
                lambda found, v=values, n=place: v[found[1] or "str"][n % len(v[found[1] or "str"])], route
            )


def field_names() -> tuple[str, ...]:
    """Every name that a form, a script or a view of ours uses, and a few of those that questions make."""
    pages = (path.read_text(encoding="utf-8") for path in Path(PACKAGE).rglob("*.html"))
    code = (path.read_text(encoding="utf-8") for path in Path(PACKAGE).rglob("*.py"))
    found = {name for text in pages for name in IN_PAGES.findall(text)}
    found |= {name for text in code for names in IN_CODE.findall(text) for name in names if name}
    numbered = {f"{name}{place}" for name in found if name.endswith("-") for place in (0, 1)}
    return tuple(sorted(found | numbered | {"saddle-numbness", "turn.left", "stopped-by-pain", "version"}))


FIELDS = field_names()


class Asker:
    """Sends requests that leave nothing behind, and collects those that broke."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.client.raise_request_exception = False
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        self.broken: dict[str, str] = {}

    def ask(self, method: str, address: str, what: str, **kwargs: Any) -> int:
        cookies = {name: one.value for name, one in self.client.cookies.items()}
        try:
            with transaction.atomic():
                answer = self.client.generic(method, address, **kwargs)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                problem = getattr(answer, "exc_info", None)
                self.broken[f"{method} {address[:90]} {what[:60]!r}"] = (
                    repr(problem[1])[:200] if problem else ""
                )
        finally:
            self.client.cookies.clear()
            for name, value in cookies.items():
                self.client.cookies[name] = value

    def get(self, address: str, data: Mapping[str, Any]) -> None:
        self.ask("GET", f"{address}?{form(data)}", str(data)[-60:])

    def post(self, address: str, data: Mapping[str, Any]) -> int:
        return self.raw(address, form(data).encode(), str(data)[-60:])

    def raw(self, address: str, body: bytes, what: str) -> int:
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", address, what, data=body, content_type=kind)

    def fits(self, address: str, body: bytes, what: str) -> None:
        """One that is not too large: where it is refused for its size, no page has seen what is odd in it."""
        if self.raw(address, body, what) == TOO_LARGE:
            self.broken[f"POST {address[:90]} {what[:60]!r}"] = f"too large: {len(body)}"

    def json(self, address: str, body: Any) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        sent = text.encode("utf-8", "surrogatepass")
        ours = {"Origin": "http://testserver"}
        kind = "application/json"
        self.ask("POST", address, text[-60:], data=sent, content_type=kind, headers=ours)


def form(data: Mapping[str, Any]) -> str:
    return urlencode(data, doseq=True)


@contextmanager
def names_read() -> Iterator[set[str]]:
    """The names of fields that pages look up meanwhile; every name once one takes the form as a whole."""
    read: set[str] = set()

    def noting(name: str, *, takes_all: bool) -> Any:
        before = getattr(QueryDict, name)

        def lookup(self: QueryDict, *args: Any, **kwargs: Any) -> Any:
            read.update(FIELDS if takes_all else map(str, args[:1]))
            return before(self, *args, **kwargs)

        return lookup

    with pytest.MonkeyPatch.context() as patched:
        for name in ("__getitem__", "__contains__", "getlist"):
            patched.setattr(QueryDict, name, noting(name, takes_all=False))
        for name in ("dict", "items", "lists", "values", "copy"):
            patched.setattr(QueryDict, name, noting(name, takes_all=True))
        yield read


@cache
def pair(name: str, odd: str) -> str:
    """Quoted once: the long ones take longer to quote than a page to answer."""
    return urlencode({name: odd})


def odd_form(odd: str, names: Iterable[str] = FIELDS) -> str:
    """This in each of these fields."""
    return "&".join(pair(name, odd) for name in names)


def odd_forms(odd: str, good: Mapping[str, Any], names: Iterable[str] = FIELDS) -> Iterator[bytes]:
    """This in each of these fields but those given; as many forms as it takes for none to be too large."""
    given = form(good)
    left = [pair(name, odd) for name in names if name not in good]
    each = max(1, (FORM_BYTES - len(given) - 1) // (max(map(len, left), default=0) + 1))
    for start in range(0, len(left), each):
        yield "&".join(filter(None, (*left[start : start + each], given))).encode()


SEVERAL_EACH = form({name: ["1", "yes", "9" * 200] for name in FIELDS}).encode()
ODD_NAMES = form({DIGITS: DIGITS, "a\x00b": "x", "": ""}).encode()
NO_TEXT = b"&".join(name.encode() + b"=" + RAW for name in FIELDS)


def stranger() -> Visitor:
    return Visitor()


def in_a_check() -> Visitor:
    visitor = Visitor()
    run = visitor.start()
    run.answers = example_answers("desk-worker")
    run.save()
    return visitor


def with_a_programme() -> Visitor:
    visitor = Visitor()
    visitor.with_programme()
    return visitor


def locked() -> Visitor:
    visitor = Visitor()
    visitor.with_emergency()
    return visitor


def signed_in() -> Visitor:
    visitor = Visitor("carol")
    visitor.with_check()
    visitor.keeps_plan()
    return visitor


def signed_in_with_a_programme() -> Visitor:
    visitor = Visitor("carol")
    visitor.with_programme()
    visitor.keeps_plan()
    return visitor


PEOPLE: tuple[Callable[[], Visitor], ...] = (stranger, in_a_check, with_a_programme, locked, signed_in)
if ON_POSTGRESQL:  # who is shown another page stands on SQLite; here it is about what comes to a column
    PEOPLE = (signed_in_with_a_programme,)
everybody = pytest.mark.parametrize("somebody", PEOPLE, ids=lambda one: one.__name__)


def good_form(visitor: Visitor, route: str) -> dict[str, Any]:
    """What a page of this route would send, as far as it is needed to get past the first look."""
    if route in ("/session/", "/session/gentle/") and visitor.client.session.get("person"):
        return {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"}
    return {"kind": "meeting", "minutes": "30", "answer": "yes", "direction": "swap", "until": "off"}


@pytest.mark.django_db
@everybody
def test_no_address_and_no_form_breaks_a_page(somebody: Any) -> None:
    visitor = somebody()
    asker = Asker(visitor.client)
    for route in ROUTES:
        asks_odd_values(asker, route, good_form(visitor, route))
    assert asker.broken == {}


def asks_odd_values(asker: Asker, route: str, good: Mapping[str, Any]) -> None:
    takes_forms = False
    for address in addresses(route):
        asker.get(address, {})
        takes_forms |= asker.post(address, good) != NOT_ALLOWED
    address = next(addresses(route))
    with names_read() as read:
        asker.ask("GET", f"{address}?{odd_form('-1')}", "-1")
    # Of long values those that the page looks at: no server takes an address with all of them.
    asked: set[str] = set()
    while new := (read & set(FIELDS)) - asked:
        asked |= new
        with names_read() as more:
            for odd in (DIGITS, "a\x00b"):
                asker.ask("GET", f"{address}?{odd_form(odd, sorted(asked))}", odd)
            asker.get(address, {name: ["1", DIGITS, ""] for name in sorted(asked)})
        read = more
    asker.ask("GET", f"{address}?answer=%ED%A0%80&day=%00&%FF=%FF", "no text")
    asker.ask("PUT", address, "another verb", data=b"x")
    if not takes_forms:
        return
    with names_read() as read:
        for odd in ODD:
            if len(odd) < MANY:
                for body in odd_forms(odd, good):
                    asker.fits(address, body, odd)
                if not read:  # it goes on elsewhere, and looks at no field: another value tells no more
                    return
        # Forty forms of long ones hold every field there is; those that the page asks for tell as much.
        for odd in ODD:
            asked: set[str] = set()
            while len(odd) >= MANY and (new := read - asked):
                asked |= new
                for body in odd_forms(odd, good, sorted(new & set(FIELDS))):
                    asker.fits(address, body, odd)
    asker.raw(address, SEVERAL_EACH, "several of each")
    asker.raw(address, ODD_NAMES, "odd names")
    asker.raw(address, NO_TEXT, "no text")


@pytest.mark.django_db
def test_no_answer_to_a_question_breaks_it() -> None:
    visitor = in_a_check()
    asker = Asker(visitor.client)
    questions = load_knowledge().questions.values()
    for page, number in checking.page_numbers().items():
        its = [one for one in questions if one.page == page]
        names = [name for one in its for name in (one.id, f"{one.id}-unit", *(o.value for o in one.options))]
        for odd in (*ODD, ["yes", "no"], "1e308"):
            asker.post(f"/check/{number}/", {**dict.fromkeys(names, odd), "duration-weeks-unit": "years"})
        asker.raw(f"/check/{number}/", b"&".join(name.encode() + b"=" + RAW for name in names), "no text")
    for number, test in enumerate(load_knowledge().self_tests.values(), start=1):
        names = [f"{one.id}{side}" for one in test.quantities for side in ("", ".left", ".right")]
        for odd in ODD:
            asker.post(f"/check/measured/{number}/", dict.fromkeys([*names, "pain"], odd))
    assert asker.broken == {}


@pytest.mark.django_db
def test_one_odd_field_in_a_good_form_breaks_no_page() -> None:
    """Past what all of them together stop at: each name alone, at the pages that keep something."""
    visitor = with_a_programme()
    asker = Asker(visitor.client)
    name = str(uuid.uuid4())
    session = {"client_id": name, "pain_after": "2", "effort": "5", "offer": offer_of(visitor)}
    week = {"pain_average": "3", "confidence": "7", "activity_words": "put on socks", "activity": "5"}
    kept: dict[str, dict[str, Any]] = {
        "/session/": {**session, "stop_notes": "glute-bridge:chest-pain"},
        "/today/pain/": {"pain": "3"},
        "/today/settled/": {"settled": "yes", "session": str(uuid.uuid4())},
        "/break/": {"kind": "done", "exercises": "glute-bridge", "then": "back", "client_id": name},
        "/breaks/say/": {"kind": "meeting", "minutes": "30", "zone": "Europe/London"},
        "/breaks/": {
            "every": "30", "minutes": "3", "days": ["0"], "quiet_from": "17:30", "quiet_to": "09:00",
            "zone": "Europe/London", "short": "on",
        },
        "/breaks/calendar/": {"with_breaks": "on", "says_what": "on", "session_at": "18:00"},
        "/week/": week,
        "/progress/given/": {"measure": "rmdq", "value": "4", "on": "2026-11-20", "given_by": "x"},
        "/connection/": {
            "task": "bend", "hip": "5", "glutes": "5", "side": "both", "height": "170", "weight": "70",
            "sex": "female", "idea": "hip-movement", "step": "1",
        },
        "/account/keep/": {"username": "dora", "password1": "quiet-river-stone-9"},
        "/account/sign-in/": {"login": "dora", "password": "quiet-river-stone-9"},
        "/programme/glute-bridge/change/": {"direction": "swap", "to": "hip-thrust"},
        "/session/stopped/": {"reason": "chest-pain"},
        "/data/receipt/": {"receipt": "x"},
        "/measure/chair-stands/": {"repetitions": "12", "pain": "2", "client_id": name},
    }  # fmt: skip
    for address, good in kept.items():
        asker.post(address, good)
        for field in good:
            for odd in (*ODD, ["1", DIGITS]):
                asker.post(address, {**good, field: odd})
            rest = form({key: value for key, value in good.items() if key != field})
            asker.raw(address, f"{rest}&{field}=".encode() + RAW, field)
    assert asker.broken == {}


def bent(value: Any, *, leaves: tuple[Any, ...] = LEAVES) -> Iterator[Any]:
    """The same with each part in turn replaced by something odd, left out, or added to."""
    yield from leaves
    if isinstance(value, dict):
        for name in value:
            yield {key: one for key, one in value.items() if key != name}
            yield from ({**value, name: odd} for odd in bent(value[name], leaves=leaves))
        yield {**value, "a\x00b": 1, "\ud800": 2}
    elif isinstance(value, list) and value:
        yield [*value, *value]
        yield from ([odd, *value[1:]] for odd in bent(value[0], leaves=leaves))


BODIES = (
    "",
    "{",
    "[" * 100_000,
    "9" * 5000,
    f'{{"a": {DIGITS}}}',
    '{"a": NaN, "a": 1e999}',
    '"\\ud800"',
    "null",
)


@pytest.mark.django_db
def test_no_json_breaks_what_reads_it() -> None:
    visitor = with_a_programme()
    asker = Asker(visitor.client)
    now = timezone.now().isoformat()
    device = Device(visitor)
    protocol = next(iter(protocols()))
    figure = {"value": 1.0, "low": 0.5, "high": 2.0, "unit": "deg"}
    measured = {
        "client_id": str(uuid.uuid4()), "test": protocol, "side": "left", "taken_at": now, "verdict": "good",
        "figures": {"x": figure}, "choices": {"version": "full"}, "concerns": ["x"], "pain": 2, "device": "x",
        "recordings": [{"a": 1}],
    }  # fmt: skip
    said = {
        "pain": {"pain": "3"},
        "break": {"kind": "meeting", "minutes": "30", "zone": "Europe/London"},
        "settled": {"settled": "yes", "session": str(uuid.uuid4())},
        "session": {
            "offer": offer_of(visitor),
            "client_id": str(uuid.uuid4()),
            "pain_after": "2",
            "effort": "5",
        },
        "measurement": {"measurement": json.dumps(measured)},
    }
    push = {"endpoint": "https://push.example/x", "keys": {"p256dh": "x", "auth": "y"}}
    for body in (measured, *bent(measured)):
        asker.json("/measure/keep/", body)
    for body in (push, *bent(push)):
        asker.json("/breaks/push/allow/", body)
    for kind, one in said.items():
        entry = {"id": str(uuid.uuid4()), "kind": kind, "made_at": now, "body": one}
        parcel = {"person": device.name, "sent_at": now, "entries": [entry]}
        for body in (parcel, *bent(parcel)):
            asker.json("/offline/sync/", body)
    answers = {"answers": example_answers("desk-worker")}
    short = {"answers": dict(list(answers["answers"].items())[:6])}
    for route in (route for route in ROUTES if route.startswith("/api/")):
        for address in addresses(route):
            for body in (answers, *bent(short, leaves=LEAVES[:7]), *BODIES):
                asker.json(address, body)
    for address in ("/measure/keep/", "/offline/sync/", "/breaks/push/allow/", "/breaks/push/key/"):
        for text in BODIES:
            asker.json(address, text)
    assert asker.broken == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "where", ["sign-in/passkey/", "passkeys/add/", "confirm/passkey/", "sign-in/second/"]
)
def test_what_is_no_passkey_breaks_no_page_of_one(where: str) -> None:
    """After the page has asked for one, which is when it is looked at at all."""
    visitor = stranger() if where.startswith("sign-in") else signed_in()
    visitor.get(f"/account/{where}", headers={"Accept": "application/json"})
    visitor.get(f"/account/{where}")
    asker = Asker(visitor.client)
    parts = ("clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject")
    said = {"id": "eA", "rawId": "eA", "type": "public-key", "response": dict.fromkeys(parts, "e30")}
    for credential in (said, *bent(said)):
        asker.post(f"/account/{where}", {"credential": json.dumps(credential), "name": "x"})
    for text in BODIES:
        asker.post(f"/account/{where}", {"credential": text, "name": "x"})
    assert asker.broken == {}


@pytest.mark.django_db
def test_no_file_and_no_name_of_one_breaks_what_takes_it() -> None:
    visitor = with_a_programme()
    client = visitor.client
    client.raise_request_exception = False
    for name in ("a%00b.zip", "../../x.zip", LONG[:200], "\N{PILE OF POO}.zip"):
        for content in (b"", b"PK\x03\x04", b"{}", b"\x00" * 100, RAW):
            file = SimpleUploadedFile(name, content, "application/zip")
            assert client.post("/data/bring/", {"copy": file}).status_code < 500
