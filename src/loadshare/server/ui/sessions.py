"""The session cookie: taken away only where the session was ended here, never for being out of date."""

from __future__ import annotations

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers


class KeepingSessionMiddleware(SessionMiddleware):
    """Django's, but an answer to a request that came with an old cookie leaves the browser's cookie alone.

    Signing in renews the cookie. What the page or its service worker asked for a moment before still carries
    the old one; were the cookie taken away with that answer, the new one would go, and the person with it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Leave the cookie alone unless the session was changed or holds something."""
        session = request.session
        if session.is_empty() and not session.modified:
            if session.accessed:
                patch_vary_headers(response, ("Cookie",))
            return response
        kept: HttpResponse = super().process_response(request, response)
        return kept
