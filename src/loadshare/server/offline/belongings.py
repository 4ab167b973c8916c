"""What devices sent."""

from django.utils.translation import gettext_lazy as _

from loadshare.server.belongings import Belonging

BELONGINGS = (
    Belonging(
        model="offline.Receipt",
        table="sent_by_devices",
        holds=_("What your devices sent after being offline, and whether it was kept"),
        why=_("So that nothing is counted twice, and you are told when something could not be kept."),
        same_by=("entry",),
    ),
    Belonging(
        model="offline.FormerName",
        table="device_names",
        holds=_("Chance names by which your devices knew you before"),
        why=_("So that what still waits on a device finds you."),
        secret=_("They mean something only to these devices."),
    ),
)
