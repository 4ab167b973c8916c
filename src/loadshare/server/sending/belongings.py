"""What is kept of sending to a clinic. It is true only here, and no copy has a token of somebody's server."""

from django.utils.translation import gettext_lazy as _

from loadshare.server.belongings import Belonging

_ONLY_HERE = _("It is true only here.")

BELONGINGS = (
    Belonging(
        model="sending.ClinicServer",
        table="clinic_servers",
        holds=_("The clinic’s server you send to: its address, and its token, sealed"),
        why=_("So that you need not type it again. It is sent to when you press, never by itself."),
        secret=_ONLY_HERE,
        account_stands=True,
    ),
    Belonging(
        model="sending.SentEntry",
        table="sent_entries",
        holds=_("Which of your entries the clinic’s server said it has"),
        why=_("So that nothing is sent twice."),
        secret=_ONLY_HERE,
        same_by=("server", "resource"),
    ),
)
