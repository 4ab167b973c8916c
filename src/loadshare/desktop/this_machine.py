"""The computer this runs on."""

import sys

from loadshare.desktop.ports import Machine, Sight


class SilentMachine:
    """A computer that tells nothing; the scheduler needs nothing."""

    async def look(self) -> Sight:
        """Nothing is known."""
        return Sight()


def this_machine() -> Machine:
    """The way to ask this system."""
    if sys.platform == "linux":
        from loadshare.desktop.linux import LinuxMachine

        return LinuxMachine()
    if sys.platform == "win32":
        from loadshare.desktop.windows import WindowsMachine

        return WindowsMachine()
    if sys.platform == "darwin":
        from loadshare.desktop.macos import MacMachine

        return MacMachine()
    return SilentMachine()
