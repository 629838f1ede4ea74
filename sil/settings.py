"""How is this installation set up? Secrets and addresses come from the environment only.

Every variable is described in .env.example. `manage.py demo` and `manage.py test` set what they
need by themselves.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from sil import clock
from sil.connections import addresses
from sil.connections.environment import Env
from sil.health import production
from sil.identity_provider import config as identity_provider
from sil.logs import configuration as logs
from sil.second_factor import config as second_factor
from sil.sign_in import allauth

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

# Each variable can be in a file that NAME_FILE names, as Docker's secrets and vaults provide them.
env = Env()


def required(name: str, hint: str) -> str:
    """A variable that has no safe default."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}: {hint}")
    return value


# The demonstration: fixed accounts with a published password, mail that never leaves.
DEMO = env.bool("SIL_DEMO", default=False)
# Set by the test runner.
TESTING = env.bool("SIL_TESTING", default=False)
# Set by manage.py: a command may run without a secret, a server may not.
COMMAND = env.bool("SIL_COMMAND", default=False)
DEBUG = env.bool("DEBUG", default=False)

DEMO_SECRET = "demonstration-only-never-for-production"
_secret = env.str("SECRET_KEY", default="")
SECRET_KEY_IS_TEMPORARY = COMMAND and not (_secret or DEMO or TESTING)
if _secret == DEMO_SECRET:
    raise ImproperlyConfigured("SECRET_KEY has the published value of the demonstration. Set one of your own.")
if SECRET_KEY_IS_TEMPORARY:
    SECRET_KEY = get_random_secret_key()
elif DEMO or TESTING:
    SECRET_KEY = _secret or DEMO_SECRET
else:
    SECRET_KEY = required("SECRET_KEY", "a random text of at least 50 characters, kept secret.")
# Earlier secrets, the latest first: what they signed or encrypted is still read (docs/how-to/operation.md, Keys).
SECRET_KEY_FALLBACKS = env.list("SIL_EARLIER_SECRET_KEYS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEMO or TESTING else [])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Networks of the proxies in front: only they may say for whom they ask, and by https or http.
TRUSTED_PROXIES = production.networks("SIL_TRUSTED_PROXIES", env.list("SIL_TRUSTED_PROXIES", default=[]))
if (DEMO or TESTING) and not addresses.is_here(urlsplit(SITE_URL).hostname or ""):
    raise ImproperlyConfigured(
        "SIL_DEMO and SIL_TESTING open the service to everybody: they are for this machine alone. Leave them out."
    )
if clock.FILE_VARIABLE in os.environ and not TESTING:
    raise ImproperlyConfigured(f"{clock.FILE_VARIABLE} moves the time and is for tests alone.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "sil",
    "sil.audit",
    "sil.accounts",
    "sil.sign_in",
    "sil.second_factor",
    "sil.identity_provider",
    "sil.framework",
    "sil.deadlines",
    "sil.unsent",
    "sil.saved",
    "sil.morning",
    "sil.web",
    "sil.health",
    "sil.uploads",
    "sil.submissions",
    "sil.outbox",
    "sil.letters",
    "sil.seals",
    "schools",
    "allocations",
    "monitoring.conversations",
    "monitoring.visits",
    "monitoring.notes",
    "monitoring.plans",
    "monitoring.summaries",
    "monitoring.service",
    "monitoring.team",
    "monitoring.support",
    "monitoring.surveys",
    "monitoring.offer",
    "monitoring.newsletters",
    "monitoring.notices",
    "monitoring.oversight",
    "monitoring.access_review",
    "monitoring.scrutiny",
    "monitoring.retention",
    "monitoring.information_requests",
    # The image of production has none of it (.dockerignore).
    *(["monitoring.demo"] if (BASE_DIR / "monitoring" / "demo").is_dir() else []),
]

MIDDLEWARE = [
    "sil.web.incoming.reference.RequestIdMiddleware",
    "sil.web.incoming.proxies.TrustedProxiesMiddleware",
    "sil.web.incoming.plain.PlainRequestsMiddleware",
    "sil.web.incoming.machines.MachinesByHttpsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "sil.web.middleware.IsolateMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sil.web.middleware.CompressTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sil.sign_in.sessions.SignInEndsMiddleware",
    "sil.web.kept.KeptPostMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sil.accounts.access.UserRolesMiddleware",
    "schools.casework_access.middleware.CaseworkAccessMiddleware",
    "sil.web.lists.taken.FilesTakenMiddleware",
    "sil.web.lists.often.TakenTooOftenMiddleware",
    "sil.web.shown.middleware.ShownMiddleware",
    "sil.uploads.intact.AlteredMiddleware",
    "sil.unsent.middleware.UnsentTextMiddleware",
    "sil.web.middleware.NeverCacheMiddleware",
    "sil.web.middleware.ClearOnSignOutMiddleware",
]

ROOT_URLCONF = "sil.urls"
WSGI_APPLICATION = "sil.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "sil.web.shell.templates.Templates",
        # The name by which django-template-partials finds the engine whose loaders it wraps.
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sil.web.shell.context.shell",
                "sil.unsent.context.sent_form",
                "sil.sign_in.sessions.session_left",
            ],
            "builtins": ["sil.web.templatetags.shell", "sil.submissions.templatetags.once"],
        },
    },
]
FORM_RENDERER = "sil.web.forms.Renderer"

# One role of the database serves, another owns the tables: commands that change tables run as the owner (sil/bootstrap/
# verbs.py says which), and no other process needs its address (docs/adr/0152).
_serving, _owning = addresses.databases(env)
SERVING_ROLE, SERVING_PASSWORD = (_serving["USER"], _serving["PASSWORD"]) if _owning else ("", "")
AS_OWNER = _owning is not None and env.bool("SIL_AS_OWNER", default=False)
DATABASES = {
    "default": {**(_owning if _owning and AS_OWNER else _serving), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
}
# The longest that one question of a web request may take the database; 0 is without a limit. Workers and commands have
# none (sil/web/incoming/patience.py).
STATEMENT_SECONDS = env.float("SIL_STATEMENT_SECONDS", default=20.0)
# What one person takes in an hour (sil/web/lists/often.py), 0 without a limit: tests and commands take all there is.
EXPORTS_AN_HOUR = 0 if TESTING or COMMAND else int(env.str("SIL_EXPORTS_AN_HOUR", default="") or 100)
DOCUMENTS_AN_HOUR = 0 if TESTING or COMMAND else int(env.str("SIL_DOCUMENTS_AN_HOUR", default="") or 500)
# Where the files of seals are written; None keeps the seals in the database alone (docs/reference/seals.md).
SEAL_DIR = Path(_seal_dir) if (_seal_dir := env.str("SIL_SEAL_DIR", default="")) else None
# A count that takes longer, in seconds, is kept for a moment (sil/made_once/counted.py). Tests count afresh.
KEEP_COUNTS_OVER = 1e9 if TESTING else 0.1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The broker may be emptied, or be away, at any time: no request fails without it.
CELERY_BROKER_URL = addresses.broker(env)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "Europe/London"
# Of thousands of letters that are signed at once, each is a task: 0, which all others have, goes first. A process takes
# one task at a time, so that an email waits for the letter that is being made and for no other.
CELERY_TASK_ROUTES = {
    "sil.letters.tasks.issue_waiting": {"priority": 3},
    "sil.letters.tasks.issue_letter": {"priority": 6},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 1}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "sil.health.tasks:Scheduler"
# How often beat looks for what is due, in seconds.
SWEEP_SECONDS = env.float("SIL_SWEEP_SECONDS", default=60.0)
CACHES = {
    # What allauth counts for its limits is shared by all web processes, and there without the broker.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # How far a worker is with a file, from inside its transaction; nothing depends on it.
    "progress": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CELERY_BROKER_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
        "OPTIONS": {"socket_timeout": 1},
    },
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["sil.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "sil.accounts.passwords.NotLikeTheUser"},
    {"NAME": "sil.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "sil.sign_in.passwords.guessable.NotGuessable"},
    {"NAME": "sil.sign_in.passwords.guessable.NotBreached"},
]
# A file of Pwned Passwords (SHA-1, ordered by hash), in which new passwords are looked up; None without one.
_breached = env.str("SIL_BREACHED_PASSWORDS", default="")
BREACHED_PASSWORDS = Path(_breached) if _breached else None
if TESTING:  # slow hashes protect people, of whom a test has none
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# The longest that any link to set a password works; sil.accounts.tokens ends one to somebody with a password earlier.
PASSWORD_RESET_TIMEOUT = 14 * 24 * 3600
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "sil.accounts.tokens.TokenGenerator"
# Whether everybody has a second step to sign in. Never in the demonstration, whose accounts are published.
SECOND_FACTOR_REQUIRED = not (DEMO or TESTING) and env.str("SIL_SECOND_FACTOR", default="") != "0"
# Whether people of schools may be emailed a code in place of one of their own (docs/adr/0180).
EMAIL_CODES = second_factor.email_codes(env)
# A password alone lets people in, and whoever runs the service says so.
PASSWORD_ALONE = env.bool("SIL_PASSWORD_ALONE", default=False)
# The identity provider by which people sign in beside a password; None without one (docs/how-to/identity-provider.md).
IDENTITY_PROVIDER = identity_provider.read(env, is_trial=DEMO or TESTING)
globals().update({name: value for name, value in vars(allauth).items() if name.isupper()})

# Everything that sends mail through Django lands in the outbox, which alone talks to SMTP.
EMAIL_BACKEND = "sil.outbox.backend.OutboxBackend"
OUTBOX_KEEPS_MAIL = DEMO
_mail = env.email_url("MAIL_URL", default="smtp://127.0.0.1:25")
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = env.str("MAIL_PASSWORD", default="") or _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="School support <school-support@example.org>")
# A mail server without TLS, on a network of the authority's own.
PLAIN_MAIL = env.bool("SIL_PLAIN_MAIL", default=False)
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")

# Replies to emails of conversations: the address that takes them, and the mailbox in which they arrive.
INBOUND_ADDRESS = env.str("SIL_INBOUND_ADDRESS", default="").lower()
INBOUND_MAILBOX = production.mailbox("SIL_INBOUND_MAILBOX", env.str("SIL_INBOUND_MAILBOX", default=""))
if bool(INBOUND_ADDRESS) != bool(INBOUND_MAILBOX):
    raise ImproperlyConfigured("Set SIL_INBOUND_ADDRESS and SIL_INBOUND_MAILBOX, or neither.")
if INBOUND_ADDRESS and not re.fullmatch(r"[a-z0-9._-]{1,19}@[a-z0-9.-]+", INBOUND_ADDRESS):
    raise ImproperlyConfigured("SIL_INBOUND_ADDRESS: write an address with at most 19 characters before the @.")
# The mailbox of MAIL_FROM, into which emails come back that could not be delivered.
RETURNED_MAILBOX = production.mailbox("SIL_RETURNED_MAILBOX", env.str("SIL_RETURNED_MAILBOX", default=""))

# GOV.UK Notify in place of a mail server: a key, the template of an email and that of one with a file, and the token by
# which Notify says what could not be delivered.
NOTIFY_KEY = env.str("SIL_NOTIFY_KEY", default="")
NOTIFY_URL = env.str("SIL_NOTIFY_URL", default="https://api.notifications.service.gov.uk").rstrip("/")
NOTIFY_TEMPLATE = env.str("SIL_NOTIFY_TEMPLATE", default="")
NOTIFY_FILE_TEMPLATE = env.str("SIL_NOTIFY_FILE_TEMPLATE", default="")
NOTIFY_CALLBACK_TOKEN = env.str("SIL_NOTIFY_CALLBACK_TOKEN", default="")
if NOTIFY_KEY and not (NOTIFY_TEMPLATE and NOTIFY_FILE_TEMPLATE):
    raise ImproperlyConfigured("SIL_NOTIFY_KEY needs SIL_NOTIFY_TEMPLATE and SIL_NOTIFY_FILE_TEMPLATE.")
if NOTIFY_KEY and INBOUND_ADDRESS:
    raise ImproperlyConfigured("GOV.UK Notify gives no email an address of its own: leave SIL_INBOUND_ADDRESS out.")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j F Y"

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(LOCAL_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static", LOCAL_DIR / "frontend"]
# No other site reads them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sil.web.assets.Storage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "sil.sign_in.store"
# From signing in (sil/sign_in/sessions.py): a long working day.
SESSION_COOKIE_AGE = 12 * 3600
# From the last use, in seconds; NIST SP 800-63B-4, 2.2.3 asks for an hour at most.
SESSION_IDLE = int(env.str("SIL_IDLE_MINUTES", default="") or 60) * 60
# Whether a password or a code is asked for again before a notice is signed or a role changed.
CONFIRM_FIRST = not TESTING
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "sil.web.kept.csrf_failure"
DEVICE_COOKIE_NAME = "device"
if SITE_URL.startswith("https://"):
    # Browsers take such a cookie from this host alone, and only over https (RFC 6265bis, 4.1.3.2).
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    DEVICE_COOKIE_NAME = "__Host-device"
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz?$"]

# What is typed; the files beside it count against RequestLimit alone.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", default=10) * 1024 * 1024
# One file of a national register, from those who may read it in.
# Where files of the registers are fetched each morning, and whether those that are not unusual are read in unasked.
REGISTER_ADDRESSES = production.files("SIL_REGISTER_ADDRESSES", env.str("SIL_REGISTER_ADDRESSES", default="").split())
REGISTERS_READ_IN = env.bool("SIL_REGISTERS_READ_IN", default=False)
REGISTER_MAX_BYTES = env.int("REGISTER_MAX_MB", default=200) * 1024 * 1024
# What one uploaded PDF or picture may ask for when it is read, and how long an evidence bundle may become.
DOCUMENT_MOST_PAGES = env.int("DOCUMENT_MOST_PAGES", default=2_000)
DOCUMENT_MEMORY = env.int("DOCUMENT_MEMORY_MB", default=512) * 1024 * 1024
BUNDLE_MOST_PAGES = env.int("BUNDLE_MOST_PAGES", default=20_000)
# The virus scanner that looks at every file that is attached: clamd. None if blank.
CLAMD = addresses.scanner(env)
# The certificates by which those of the database, the broker and clamd are checked; blank asks the system's.
TRUSTED_CERTIFICATES = env.str("SIL_TRUSTED_CERTIFICATES", default="")
# Who reads figures for Prometheus at /metrics: whoever has the token or asks from these networks; else nobody.
METRICS_TOKEN = env.str("SIL_METRICS_TOKEN", default="")
METRICS_NETWORKS = production.networks("SIL_METRICS_NETWORKS", env.list("SIL_METRICS_NETWORKS", default=[]))
# Hosts on a network that never leaves this machine, such as that of docker-compose.yml: reached without TLS.
PRIVATE_HOSTS = env.list("SIL_PRIVATE_HOSTS", default=[])
FILE_UPLOAD_HANDLERS = [
    "sil.uploads.limits.RequestLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = logs.LOGGING

_refused = [] if DEMO or TESTING else list(addresses.without_tls(globals()))
if not (DEMO or TESTING or COMMAND):
    _refused += production.refusals(globals())
if _refused:
    raise ImproperlyConfigured("This service does not start:\n- " + "\n- ".join(_refused))
