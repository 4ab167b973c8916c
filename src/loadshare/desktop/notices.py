"""Notifications of the desktop, through desktop-notifier, or as lines in the terminal."""

import asyncio
import logging
from collections.abc import Callable

from loadshare.desktop.ports import LABELS, NoNoticesError, Notice, Tap

NO_SERVICE = (
    "There is no notification service here that could show a nudge. "
    "Run: loadshare breaks --print, which writes a line instead."
)
SAY = {Tap.START: "started", Tap.LATER: "later", Tap.MOVED: "moved", Tap.BACK: "back"}


class PrintedNotices:
    """A line for each notification; answers are given with `loadshare breaks --say`."""

    async def show(self, notice: Notice) -> None:
        """Write the line."""
        ways = ", ".join(SAY[answer] for answer in notice.answers)
        print(f"{notice.title}. {notice.body} Tap with: loadshare breaks --say ({ways})", flush=True)

    async def withdraw(self) -> None:
        """A line that is written stays."""


class DesktopNotices:
    """The notification service of this desktop."""

    def __init__(self, on_answer: Callable[[Tap], None]) -> None:
        from desktop_notifier import DesktopNotifier

        logging.getLogger("desktop_notifier").setLevel(logging.ERROR)
        self._notifier = DesktopNotifier(app_name="Loadshare", app_icon=None)
        self._on_answer = on_answer
        self._shown: str | None = None
        self._has_buttons = True

    async def open(self) -> None:
        """Find the service. Raises `NoNoticesError` where there is none."""
        from desktop_notifier import Capability

        try:
            can = await asyncio.wait_for(self._notifier.get_capabilities(), 5)
        except Exception:
            await self.close()
            raise NoNoticesError(NO_SERVICE) from None
        if Capability.TITLE not in can:
            raise NoNoticesError(NO_SERVICE)
        self._has_buttons = Capability.BUTTONS in can

    async def show(self, notice: Notice) -> None:
        """Show it in place of the one before."""
        from desktop_notifier import Button

        await self.withdraw()
        buttons = [Button(LABELS[answer], on_pressed=self._tapped(answer)) for answer in notice.answers]
        hint = "" if self._has_buttons else " Tap with: loadshare breaks --say moved"
        self._shown = await self._notifier.send(
            title=notice.title,
            message=notice.body + hint,
            buttons=buttons if self._has_buttons else (),
            on_clicked=self._tapped(notice.answers[0]),
        )

    async def withdraw(self) -> None:
        """Take back what is shown, if it is still there."""
        shown, self._shown = self._shown, None
        if shown is not None:
            try:
                await self._notifier.clear(shown)
            except Exception:  # it was closed by hand meanwhile
                return

    async def close(self) -> None:
        """Leave the bus, where there is one; desktop-notifier itself has no way to."""
        bus = getattr(getattr(self._notifier, "_backend", None), "bus", None)
        if bus is not None and bus.connected:
            bus.disconnect()
            await bus.wait_for_disconnect()

    def _tapped(self, answer: Tap) -> Callable[[], None]:
        def tell() -> None:
            self._shown = None
            self._on_answer(answer)

        return tell
