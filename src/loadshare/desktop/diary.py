"""What was said at this computer: one line each in the data folder, only ever added to.

Several programs may add lines at once (`loadshare breaks` and `loadshare breaks --say moved`), and one that
stops in the middle of a line spoils only that line.
"""

import datetime as dt
import json
import os
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from loadshare.care.break_events import BreakEvent
from loadshare.care.break_stamps import HeardEvent, put_right

NAME = "desktop-breaks.jsonl"
KEPT = 200
MOST_BYTES = 400_000
MOST_MOVED_S = 100 * 366 * 86_400

_EVENT: TypeAdapter[BreakEvent] = TypeAdapter(BreakEvent)


class _Look(BaseModel):
    """A line that only says what the clock said."""

    clock: AwareDatetime
    moved_s: float = Field(default=0, ge=-MOST_MOVED_S, le=MOST_MOVED_S)

    @property
    def heard(self) -> HeardEvent:
        return HeardEvent(at=self.clock.astimezone(dt.UTC), moved=dt.timedelta(seconds=self.moved_s))


_LOOK = TypeAdapter(_Look)


class Diary:
    """Events and the keys of nudges that were shown, oldest first."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._size = -1
        self._events: tuple[BreakEvent, ...] = ()
        self._shown: frozenset[str] = frozenset()
        self._shorten()

    def events(self) -> tuple[BreakEvent, ...]:
        """The last events, also those another program added."""
        self._read()
        return self._events

    def was_shown(self, key: str) -> bool:
        """Whether this nudge was shown before, also before a restart."""
        self._read()
        return key in self._shown

    def say(self, event: BreakEvent) -> None:
        """Add an event."""
        self._add(event.model_dump(mode="json"))

    def note_clock(self, *, at: dt.datetime, moved: dt.timedelta = dt.timedelta()) -> None:
        """Remember what the clock says now, and how far it was seen to be moved just before.

        From here on nothing that stands above was said later than this.
        """
        self._add({"clock": at.isoformat(), "moved_s": moved.total_seconds()})

    def note_shown(self, key: str, *, at: dt.datetime) -> None:
        """Remember that a nudge was shown."""
        self._add({"shown": key, "at": at.isoformat()})

    def _add(self, line: dict[str, object]) -> None:
        text = json.dumps(line, ensure_ascii=True) + "\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, text.encode("ascii"))
        finally:
            os.close(descriptor)

    def _read(self) -> None:
        size = self.path.stat().st_size if self.path.exists() else 0
        if size == self._size:
            return
        self._size = size
        lines = self._lines()
        self._events = put_right([heard for heard in map(_heard, lines) if heard is not None])
        self._shown = frozenset(str(line["shown"]) for line in lines if "shown" in line)

    def _lines(self) -> list[dict[str, object]]:
        if not self.path.exists():
            return []
        texts = self.path.read_text(encoding="utf-8", errors="replace").splitlines()[-KEPT:]
        return [line for line in map(_line, texts) if line]

    def _shorten(self) -> None:
        if self.path.exists() and self.path.stat().st_size > MOST_BYTES:
            draft = self.path.with_suffix(".draft")
            draft.write_text("".join(json.dumps(line) + "\n" for line in self._lines()), encoding="utf-8")
            draft.replace(self.path)


def _line(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _heard(line: dict[str, object]) -> HeardEvent | None:
    try:
        if "clock" in line:
            return _LOOK.validate_python(line).heard
        if "kind" in line:
            event = _EVENT.validate_python(line)
            return HeardEvent(at=event.at, event=event)
    except ValidationError:
        pass
    return None
