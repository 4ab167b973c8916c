"""A moment from PostgreSQL is read as psycopg reads it."""

import datetime as dt

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import DataError

from loadshare.server.installation.moments import reader_for
from loadshare.server.records.models import Person

READER = reader_for(dt.UTC)(1184)


class Usual(BaseTzLoader):
    timezone = dt.UTC


@settings(max_examples=100)
@given(st.datetimes(), st.sampled_from((0, 3, 6)))
def test_it_is_read_as_psycopg_reads_it(at: dt.datetime, digits: int) -> None:
    told = f"{at:%H:%M:%S}.{at.microsecond:06}"[: 8 + (digits + 1 if digits else 0)]
    text = f"{at.year:04}-{at:%m-%d} {told}+00".encode()
    found = READER.load(memoryview(text))
    assert (found, found.tzinfo) == (Usual(1184).load(text), dt.UTC)


@pytest.mark.parametrize("text", [b"infinity", b"0044-03-15 12:00:00+00 BC", b"294276-01-01 00:00:00+00"])
def test_what_python_cannot_hold_is_refused_as_before(text: bytes) -> None:
    for reader in (Usual(1184), READER):
        with pytest.raises(DataError):
            reader.load(text)


@pytest.mark.django_db
def test_a_connection_reads_with_it() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("of PostgreSQL")
    at = dt.datetime(2026, 3, 29, 1, 30, 0, 500_000, tzinfo=dt.UTC)
    one = Person.objects.create()
    Person.objects.filter(pk=one.pk).update(started_at=at)
    assert Person.objects.get(pk=one.pk).started_at == at
    with connection.cursor() as cursor:
        assert cursor.connection.adapters.get_loader(1184, 0).__qualname__.startswith("reader_for")
