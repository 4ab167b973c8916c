"""Headers on every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PERMISSIONS = (
    "accelerometer=(self), gyroscope=(self), screen-wake-lock=(self), camera=(self), "
    "microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
)


def quiet_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep personal pages out of shared caches, and browser features that we do not use off."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware
