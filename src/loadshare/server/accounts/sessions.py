"""The session store: a session lasts until it was left unused for days that were seen to pass.

Django's own ends sessions by comparing dates, so a clock that is wrong for a minute ends them for good.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.backends import db
from django.db.models import CharField, QuerySet

from loadshare.server.accounts.models import KeptSession
from loadshare.server.installation.standing import given, standing


class SessionStore(db.SessionStore):
    """Django's in the database, without its look at the clock."""

    @classmethod
    def get_model_class(cls) -> type[KeptSession]:
        """The table."""
        return KeptSession

    def _get_session_from_db(self) -> KeptSession | None:
        found = _kept.first(key=self.session_key)
        if found is None:
            self._session_key = None
        elif found.days_unused:
            self.modified = True  # written anew, with a count of nought, and the cookie sent again
        return found

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what nobody used for too long."""
        if settings.GUEST_DAYS > 0:
            KeptSession.objects.filter(days_unused__gt=settings.GUEST_DAYS).delete()


@standing
def _kept() -> QuerySet[KeptSession]:
    return KeptSession.objects.filter(session_key=given("key", CharField()))[:1]
