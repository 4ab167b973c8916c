"""`loadshare.server.wsgi:application`: the pages as WSGI, which `running.gateway` serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")

application = get_wsgi_application()
