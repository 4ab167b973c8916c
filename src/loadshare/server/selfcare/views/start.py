"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def start(request: HttpRequest) -> HttpResponse:
    """The question of the article, and one button."""
    return render(request, "start.html")


def check(request: HttpRequest) -> HttpResponse:
    """Begin."""
    return redirect("start")
