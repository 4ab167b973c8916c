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
    Belonging(
        model="allauth_idp_oidc.Client",
        table="registered_programs",
        holds=_("Nothing about you: which programs may ask, as the keeper entered them"),
        why=_("So that no other program can ask you."),
        secret=_("It is true only here."),
    ),
    Belonging(
        model="allauth_idp_oidc.Token",
        table="program_tokens",
        holds=_("Nothing: the tokens of programs are in a table of our own"),
        why=_("The table comes with the library that programs sign in with. It stays empty."),
        secret=_("It is true only here."),
    ),
)
