"""What an account holds. None of it leaves with a copy: it opens the account and is nothing by itself."""

from django.utils.translation import gettext_lazy as _

from loadshare.server.belongings import Belonging, Trace

_OPENS = _("It opens the account. Make a new one where you bring your data.")

BELONGINGS = (
    Belonging(
        model="mfa.Authenticator",
        table="passkeys",
        holds=_("Your passkeys, and recovery codes or an app’s key where you made them"),
        why=_("To know that it is you who signs in."),
        secret=_OPENS,
    ),
    Belonging(
        model="usersessions.UserSession",
        table="devices",
        holds=_("Where you are signed in: the browser’s name, its network address, and since when"),
        why=_("So that you can see it and end it."),
        secret=_("It is true only here."),
    ),
    Belonging(
        model="account.EmailAddress",
        table="email_addresses",
        holds=_("Nothing: Loadshare asks for no e-mail"),
        why=_("The table comes with the library that signs you in. It stays empty."),
        secret=_OPENS,
    ),
    Belonging(
        model="account.EmailConfirmation",
        table="email_confirmations",
        holds=_("Nothing: Loadshare asks for no e-mail"),
        why=_("The table comes with the library that signs you in. It stays empty."),
        secret=_OPENS,
    ),
)

TRACES = (
    Trace(
        model="selfcare.Person",
        holds=_("A random number for you, when you began, the day you were last here, and days since"),
        why=_("Everything else hangs from it. The days decide when it is deleted if you stay away."),
    ),
    Trace(
        model="auth.User",
        holds=_(
            "With an account: the name you made up, your password as a scramble, and when you last signed in"
        ),
        why=_("To find your plan again on any device."),
    ),
    Trace(
        model="accounts.KeptSession",
        holds=_("That this device belongs to you, and how many days it was not used"),
        why=_("So that you need not sign in on every page."),
    ),
    Trace(
        model="sessions.Session",
        holds=_("Nothing: devices are noted in a table of our own"),
        why=_("The table comes with the framework. It stays empty."),
    ),
    Trace(
        model="accounts.RunningDay",
        holds=_("Nothing about you: the day on which this installation last counted a day"),
        why=_("So that staying away is counted in days that passed, and not by a clock that may be wrong."),
    ),
)
