"""Every setting of the web application, read once from the environment.

Nothing has to be set: the defaults run on one machine, with SQLite, without an account.
"""

from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from loadshare.home import PACKAGE, data_folder, secret_key
from loadshare.server.breaks.push_address import SERVICES
from loadshare.server.installation.entering import enter
from loadshare.server.installation.environment import Environment

env = Environment()

DATA_FOLDER = data_folder()

# Where it runs -----------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG")
HTTPS = env.flag("HTTPS")
"""Set when people reach the pages over https, so that cookies are marked for it."""

PHONE_ADDRESS = env.text("PHONE_ADDRESS", default="").rstrip("/")
"""Where a phone reaches these pages over https, when that is not the address the computer uses."""

_HOST = env.text("HOST", default="127.0.0.1")
_OPEN_TO_NETWORK = _HOST in {"0.0.0.0", "::"}
ALLOWED_HOSTS = env.texts(
    "ALLOWED_HOSTS",
    default=["*"] if _OPEN_TO_NETWORK else ["localhost", "127.0.0.1", "[::1]", _HOST],
)
CSRF_TRUSTED_ORIGINS = env.texts("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", default=0, most=100)
"""How many proxies of ours every request comes through; without one, whoever calls is the client."""
ROOT_URLCONF = "loadshare.server.urls"
WSGI_APPLICATION = "loadshare.server.wsgi.application"

COUNTRY = env.country("COUNTRY", default="GB")
"""Whose emergency numbers are shown."""

RELEASE = env.text("RELEASE", default="")
"""Any text. Another one makes every device fetch all pages anew, as an update does."""

GUEST_DAYS = env.whole("GUEST_DAYS", default=90, least=1)
"""A guest who has not been back for this many days is deleted, with everything they entered. Days count on
which this installation runs."""
ACCOUNT_DAYS = env.whole("ACCOUNT_DAYS", default=730)
"""The same for somebody with an account; 0 keeps accounts until they are deleted by hand."""
EXPIRY_NOTICE_DAYS = 30
"""Who comes back with fewer days than this to go is told."""

# What it is made of --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "csp",
    "django_htmx",
    "django_vite",
    "loadshare.server.running",
    "loadshare.server.jobs",
    "loadshare.server.installation",
    "loadshare.server.audit",
    "loadshare.server.records",
    "loadshare.server.breaks",
    "loadshare.server.connection",
    "loadshare.server.measurements",
    "loadshare.server.measure",
    "loadshare.server.pairing",
    "loadshare.server.tokens",
    "loadshare.server.sending",
    "loadshare.server.accounts",
    "loadshare.server.clinic",
    "loadshare.server.offline",
    "loadshare.server.session",
    "loadshare.server.trials",
    "loadshare.server.ui",
]

MIDDLEWARE = [
    "loadshare.server.running.watching.watch",
    "loadshare.server.running.health.health_addresses",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "loadshare.server.ui.headers.quiet_headers",
    "loadshare.server.requests.body_limits.BodyLimits",
    "loadshare.server.ui.sessions.KeepingSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "loadshare.server.ui.sessions.KeepingCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "loadshare.server.front.device_headers.device_headers",
    "loadshare.server.check.closed.ClosedMeanwhile",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "loadshare.server.front.context.page_context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_vite.templatetags.django_vite",
                "loadshare.server.ui.templatetags.parts",
                "loadshare.server.ui.templatetags.each",
                "loadshare.server.measurements.tags",
                "loadshare.server.progress.tags",
                "loadshare.server.clinic.tags",
            ],
        },
    }
]

# Data ------------------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_FOLDER / 'loadshare.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].update(
        CONN_MAX_AGE=None,
        OPTIONS={
            # Taking the write lock at the start keeps read-then-write transactions from colliding.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000;",
        },
    )
else:
    # A pool goes on waiting for a database that was away. Each thread has a connection of its own instead,
    # looked at before a request uses it, and given up soon where nobody answers.
    DATABASES["default"] = {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **DATABASES["default"],
        "OPTIONS": {
            "connect_timeout": 2,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 6000,
            **DATABASES["default"].get("OPTIONS", {}),
        },
    }
# Before a key or a row is read: finish a restore that was cut off, close the files to others.
enter(DATA_FOLDER, DATABASES["default"])
SECRET_KEY = secret_key(DATA_FOLDER)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_TABLE = "loadshare_cache"
CACHES = {
    "default": {
        # One for all workers and hosts: what is counted in it (see `limits`) is counted once.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": CACHE_TABLE,
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Language --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.zone("TZ", default="Europe/London")

# Files -----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
# Files are served straight from the package: there is no collecting step to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 24 * 60 * 60
"""Of what has no mark of its content in its name: icons and the manifest. A browser asks for the icon of a
page by itself, past the worker that keeps the rest, and would have none without a connection."""
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/assets/.+$"
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "static_url_prefix": "dist",
        "manifest_path": PACKAGE / "static" / "dist" / "manifest.json",
    }
}

# People ----------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["loadshare.server.accounts.backend.WithPersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_SIGNUP_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "start"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_ADAPTER = "loadshare.server.accounts.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False  # ours are in accounts/limits.py
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "loadshare.server.accounts.forms.CodeForm",
    "reauthenticate": "loadshare.server.accounts.forms.ConfirmCodeForm",
    "add_webauthn": "loadshare.server.accounts.passkey_forms.AddPasskeyForm",
    "authenticate_webauthn": "loadshare.server.accounts.passkey_forms.SecondPasskeyForm",
    "login_webauthn": "loadshare.server.accounts.passkey_forms.SignInPasskeyForm",
    "reauthenticate_webauthn": "loadshare.server.accounts.passkey_forms.ConfirmPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Loadshare"
MFA_TOTP_TOLERANCE = 1  # a code typed in as it changes still counts
MFA_ADAPTER = "loadshare.server.accounts.adapter.PasskeyAdapter"
# A browser takes http for safe on this machine only; everywhere else it refuses passkeys without https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
ACCOUNT_FORMS = {
    "login": "loadshare.server.accounts.forms.SignInForm",
    "signup": "loadshare.server.accounts.forms.KeepForm",
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

SESSION_COOKIE_NAME = "loadshare"
SESSION_ENGINE = "loadshare.server.accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=400).total_seconds())
"""As long as browsers keep any; when a session is over is counted here, in days it was not used."""
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "loadshare-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "loadshare.server.front.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Breaks ------------------------------------------------------------------------------------------------

PUSH_SERVICES = env.texts("PUSH_SERVICES", default=list(SERVICES))
"""Names of the push services a nudge may be sent to, for browsers that ask to be nudged while closed."""
PUSH_CONTACT = env.text("PUSH_CONTACT", default="mailto:nobody@loadshare.invalid")
"""Whom a push service may write to about this installation; some accept nudges only with a real address."""

# Sending to a clinic -----------------------------------------------------------------------------------

CLINIC_SERVERS_INSIDE = env.texts("CLINIC_SERVERS_INSIDE", default=[])
"""FHIR servers (`name` or `name:port`) that people may send to although they lie inside. All others have to
be public and reached over https; one named here may go without https on this very machine."""

# Safety of the pages ---------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=env.whole("HSTS_DAYS", default=365)).total_seconds())
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# To watch it -------------------------------------------------------------------------------------------

METRICS_NETWORKS = env.networks("METRICS_NETWORKS")
"""Who may ask `/metrics`; for everybody else, and where none is named, there is no such page."""
LOG_FORM = env.one_of("LOG_FORM", "text", "json")
"""As text what went wrong; as JSON also a line for each request."""

TRACES = env.traces("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""Whether a collector of OpenTelemetry is named, to be told what requests and jobs spent their time on."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"outage": {"()": "loadshare.server.requests.log.OneLine"}},
    "formatters": {"text": {}, "json": {"()": "loadshare.server.requests.log.AsJson"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["outage"], "formatter": LOG_FORM}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "loadshare.server.running.watching": {"level": "INFO" if LOG_FORM == "json" else "WARNING"},
        "opentelemetry": {"level": "ERROR"},  # else each try to reach a collector that is away
    },
}
