"""Who is signed in, looked up together with their `Person`: nearly every page needs both."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import User


class WithPersonBackend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as allauth does."""

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
