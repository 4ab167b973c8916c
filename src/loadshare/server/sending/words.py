"""What became of a press, in words: what to do next, and whom to ask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loadshare.server.sending.calling import Sent

WORDS = {
    Sent.ADDRESS: _("This is no address to send to. It begins with https:// and has no password in it."),
    Sent.HTTPS: _("The address must begin with https://, so that nobody on the way can read along."),
    Sent.PORT: _("The address may have no port but 443 or 8443."),
    Sent.INSIDE: _("This address leads inside a closed network. It is not called."),
    Sent.GONE: _("No machine is found at this address now. Look at how it is spelled, or try later."),
    Sent.LOST: _("The server gave no whole answer. It may have got it. Press again: nothing goes twice."),
    Sent.UNTRUSTED: _("The server could not show who it is. Nothing was sent. Tell the clinic."),
    Sent.TOKEN: _("The server does not take the token. It may be over. Ask the clinic for a new one."),
    Sent.FORBIDDEN: _("The token may not put in entries. Ask the clinic for one that may."),
    Sent.NO_SERVER: _("There is no FHIR server at this address. Look at how it is spelled."),
    Sent.DOUBLE: _("The server has one of your entries more than once and took no more. Tell the clinic."),
    Sent.LARGE: _("The server finds it too large. Tick less, or tell the clinic."),
    Sent.REFUSED: _("The server did not take it as it is. Nothing of this part is there. Tell the clinic."),
    Sent.ELSEWHERE: _("The server sends on to another address. That is not followed. Ask the clinic for it."),
    Sent.TROUBLE: _("The server has trouble now. Try again later: nothing goes twice."),
    Sent.NOT_FHIR: _("The answer is no FHIR. The address may be that of a website. Ask the clinic."),
    Sent.SEAL: _("The token cannot be opened here any more. Set the server up again."),
    Sent.OFTEN: _("The server asks to wait. Try again later: nothing goes twice."),
}


def said(fate: Sent | str) -> str:
    """Why nothing more went, and what to do."""
    return str(WORDS[Sent(fate)])
