"""What is kept of a phone that measures for a computer."""

from django.utils.translation import gettext_lazy as _

from loadshare.server.belongings import Belonging

BELONGINGS = (
    Belonging(
        model="pairing.PhoneLink",
        table="phone_links",
        holds=_("The last code you showed to a phone, in a form that cannot be read back"),
        why=_("So that a phone without an account can send you a result."),
        secret=_("It is over within the hour."),
    ),
)
