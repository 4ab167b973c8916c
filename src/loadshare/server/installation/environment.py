"""Reads settings from the environment. One that cannot be used stops the start, and says what is allowed."""

from __future__ import annotations

import ipaddress
import os
import re
from importlib.util import find_spec
from typing import Any
from zoneinfo import ZoneInfo

import environ

from loadshare.ending import PlainError
from loadshare.interop.country import Country, find_country

ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
YES, NO = {"true", "yes", "on", "y", "ok", "1"}, {"false", "no", "off", "n", "0", ""}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
A_CENTURY_DAYS = 36_500


class SettingError(PlainError):
    """Which setting cannot be used, and what is allowed."""

    def __init__(self, name: str, allowed: str) -> None:
        super().__init__(f"{name} is {os.environ.get(name, '')!r}; use {allowed}.")


class Environment:
    """Every way a setting is read."""

    def __init__(self) -> None:
        self._environ = environ.Env()

    def text(self, name: str, *, default: str) -> str:
        """Any text."""
        return os.environ.get(name, default)

    def texts(self, name: str, *, default: list[str]) -> list[str]:
        """Texts with commas between them."""
        found: list[str] = self._environ.list(name, default=default)
        return found

    def flag(self, name: str) -> bool:
        """True or False, and False where it is not set."""
        value = os.environ.get(name, "").strip().lower()
        if value not in YES | NO:
            raise SettingError(name, "True or False")
        return value in YES

    def whole(self, name: str, *, default: int, least: int = 0, most: int = A_CENTURY_DAYS) -> int:
        """A whole number."""
        try:
            value = int(os.environ.get(name) or default)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise SettingError(name, f"a whole number from {least} to {most}")
        return value

    def one_of(self, name: str, *allowed: str) -> str:
        """One of these words; the first where it is not set."""
        value = os.environ.get(name) or allowed[0]
        if value not in allowed:
            raise SettingError(name, " or ".join(allowed))
        return value

    def networks(self, name: str) -> tuple[Network, ...]:
        """Networks with commas between them, none where it is not set."""
        texts = (text.strip() for text in os.environ.get(name, "").split(","))
        try:
            return tuple(ipaddress.ip_network(text) for text in texts if text)
        except ValueError:
            raise SettingError(name, "networks such as 10.0.0.0/8,::1/128") from None

    def traces(self, *names: str) -> bool:
        """Whether one of these names where traces go, and the libraries for that are here."""
        named = next((name for name in names if os.environ.get(name)), "")
        if not named or os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
            return False
        if not re.fullmatch(r"https?://[^/\s@]+(/\S*)?", os.environ[named]):
            raise SettingError(named, "an address such as http://collector.example:4318")
        for name in ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
            if os.environ.get(name, "") not in {"", "http/protobuf"}:
                raise SettingError(name, "http/protobuf")
        if find_spec("opentelemetry") is None:
            raise PlainError(
                f"{named} is set, and the libraries for traces are missing. Install them "
                "(pip install 'loadshare[telemetry]'), or leave it out."
            )
        return True

    def country(self, name: str, *, default: str) -> Country:
        """One of the countries whose numbers are known."""
        try:
            return find_country(os.environ.get(name, default))
        except ValueError as error:
            raise PlainError(str(error)) from None

    def zone(self, name: str, *, default: str) -> str:
        """The name of a time zone."""
        value = os.environ.get(name) or default
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise SettingError(name, "the name of a time zone, such as Europe/London") from None
        return value

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        """Where the data is; the password it may hold is not said again."""
        try:
            found: dict[str, Any] = self._environ.db_url(name, default=default)
        except Exception:  # whatever an address that is none makes its reader do
            found = {}
        if found.get("ENGINE") not in ENGINES:
            raise PlainError(
                f"{name} names no database that Loadshare can use; use "
                "postgresql://user:password@host/name, or leave it out for SQLite."
            )
        return found
