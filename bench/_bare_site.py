"""A Django page and nothing else, under the same server with as many processes and threads: the measure."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

PAGE = "<!doctype html><title>{{ title }}</title><ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>"


def page(_request: HttpRequest) -> HttpResponse:
    """A list of a hundred lines."""
    return HttpResponse(engines["django"].from_string(PAGE).render({"title": "A page", "rows": range(100)}))


urlpatterns = [path("", page)]
settings.configure(
    SECRET_KEY="none",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()
application = WSGIHandler()
