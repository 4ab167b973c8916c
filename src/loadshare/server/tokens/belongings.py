"""What is kept of tokens. They open an account's data, so no copy has them."""

from django.utils.translation import gettext_lazy as _

from loadshare.server.belongings import Belonging

BELONGINGS = (
    Belonging(
        model="tokens.OwnToken",
        table="tokens",
        holds=_("Programs you let read your data: their names, and what they may read"),
        why=_("So that a program of yours can read, and you can see and stop it."),
        secret=_("It opens the account. Make a new one where you bring your data."),
    ),
)
