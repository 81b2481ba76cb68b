"""Settings: every value that a newsroom may change comes from the environment.

The table in `docs/operations.md` explains each variable; a test fails when one is missing there.
A value that can't be read stops the start with a sentence that names the variable.
"""

from pathlib import Path

import dj_database_url
from environs import Env

from factcheck import language_model, mail, networks, services

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()

# Who may reach the desk, and how

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = services.secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

# HTTPS is on or off as a whole: a desk behind a TLS proxy sets HTTPS=1 and gets every setting
# that belongs to it; a desk on one machine's loopback address has none to give.
HTTPS = env.bool("HTTPS", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_SUBDOMAINS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Every page reads one: from the cache, and from the database where the cache has nothing or, while
# Redis is away, is nothing (factcheck/cache.py).
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# What the project is made of

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "claims",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "claims.middleware.ContentSecurityPolicyMiddleware",
    "claims.middleware.PublicMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "claims.middleware.NewsroomMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.desk.context.desk",
            ],
        },
    },
]

# People

AUTH_USER_MODEL = "claims.User"
AUTHENTICATION_BACKENDS = ["claims.backend.DeskBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# The newsroom's own language and time zone are a row that an administrator edits (Newsroom);
# what is stored is UTC, and these two are only what stands before that row is read.

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Data

DATABASES = {
    "default": {
        **dj_database_url.parse(services.database_url(), conn_health_checks=True),
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", 60),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A document may have 500,000 characters, four bytes each in UTF-8 and three signs a byte when a
# form encodes them; the limit that an editor meets is intake's own, with its own sentence.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

REDIS_URL = services.redis_url()
CACHES = {
    "default": {
        # What it is for (sessions that are in the database as well, counting requests, who has a
        # claim open) can be done without for a while.
        "BACKEND": "factcheck.cache.RedisCache",
        "LOCATION": services.cache_redis_url(REDIS_URL, db=1),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
    # What each web process may keep for some seconds rather than ask the database again.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "desk"},
}

STATIC_URL = "static/"
# Served out of the packages as they are; a folder is needed only for a web server or CDN in front.
STATIC_ROOT = env.str("STATIC_ROOT", None)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Files of what is published: written by workers, handed out by web processes. A folder that
    # all of them share, and no web server serves: the way to a file is its signed link.
    "exports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("EXPORTS_DIR", str(services.data_dir() / "exports"))},
    },
}
EXPORT_DAYS = env.int("EXPORT_DAYS", 7)
WHITENOISE_USE_FINDERS = True

# E-mail, sent by the workers (claims/pipeline/mail.py). Django reads one setting for each part.

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Factcheck <factcheck@localhost>")
vars().update(mail.options(env, services.data_dir() / "mail"))

# Networks of one's own that webhooks may reach beside the public web.

WEBHOOK_NETWORKS = networks.named(env)

# Work in the background. Messages only wake workers: what has to be done is a row with a state
# (claims/pipeline/extraction.py), so a lost message costs seconds and never a document.

CELERY_BROKER_URL = services.celery_redis_url(REDIS_URL, db=0)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
EXTRACTION_LEASE_SECONDS = env.int("EXTRACTION_LEASE_SECONDS", 20)
EXTRACTION_RESEND_SECONDS = env.int("EXTRACTION_RESEND_SECONDS", 15)
EXPORT_LEASE_SECONDS = env.int("EXPORT_LEASE_SECONDS", 20)
EXPORT_SOFT_SECONDS = env.int("EXPORT_SOFT_SECONDS", 6 * 3600)
CELERY_TASK_SOFT_TIME_LIMIT = env.int("EXTRACTION_SOFT_SECONDS", 600)
CELERY_TASK_TIME_LIMIT = CELERY_TASK_SOFT_TIME_LIMIT + 60
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Above the hard limit of most tasks: a shorter one hands out what is still running. An export
    # may take longer; who gets its message again finds the row held, and leaves it.
    "visibility_timeout": CELERY_TASK_TIME_LIMIT * 2,
    # How soon the messages of a killed worker are handed out again; the stock values sweep
    # about every 100 s.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A web process whose broker is away must answer soon: the row is stored, the sweep finds it.
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-extractions": {"task": "claims.tasks.sweep_extractions", "schedule": 2.0},
    "sweep-sources": {"task": "claims.tasks.sweep_sources", "schedule": 5.0},
    "sweep-exports": {"task": "claims.tasks.sweep_exports", "schedule": 5.0},
    "return-parked-claims": {"task": "claims.tasks.return_parked_claims", "schedule": 60.0},
    "return-due-claims": {"task": "claims.tasks.return_due_claims", "schedule": 60.0},
    "return-old-verdicts": {"task": "claims.tasks.return_old_verdicts", "schedule": 60.0},
    "publish-scheduled": {"task": "claims.tasks.publish_scheduled", "schedule": 10.0},
    "send-mail": {"task": "claims.tasks.send_mail", "schedule": 60.0},
    "deliver-webhooks": {"task": "claims.tasks.deliver_webhooks", "schedule": 2.0},
    "tidy-deliveries": {"task": "claims.tasks.tidy_deliveries", "schedule": 3600.0},
    "sweep-autosaves": {"task": "claims.tasks.sweep_autosaves", "schedule": 3600.0},
}

# The second engine: a language model that reads instead of the built-in one, where an address is
# given. With twice its time the built-in engine can still stand in before the worker is stopped.

LANGUAGE_MODEL = language_model.options(env, longest=CELERY_TASK_SOFT_TIME_LIMIT / 2)

# Doors for programs

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["claims.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["claims.api.permissions.HasScope"],
    "DEFAULT_PAGINATION_CLASS": "claims.api.pagination.CursorPages",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "claims.api.throttling.AddressRateThrottle",
        "claims.api.throttling.ApiKeyRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("API_RATE_PUBLIC", "120/minute"),
        "key": env.str("API_RATE_KEY", "1200/minute"),
    },
    "EXCEPTION_HANDLER": "claims.api.errors.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Factcheck API",
    "DESCRIPTION": (
        "Documents in, verdicts out. What is published needs no key. For everything else send "
        "`Authorization: Bearer fck_…`: “Authorize” does so from this page.\n\n"
        "Lists come in pages: follow `next` until it is null. Refusals are "
        "`application/problem+json`, with a `type` to branch on. `fields` and `include` say what "
        "of a row is given."
    ),
    "TAGS": [
        {"name": "verdicts", "description": "What is published, as it stands now"},
        {"name": "publications", "description": "Every number of it, as it went out"},
        {"name": "corrections", "description": "What was put right or taken back, and why"},
        {"name": "documents", "description": "Texts that come in"},
        {"name": "extractions", "description": "Runs of the engine over them"},
        {"name": "claims", "description": "The queue, the verdicts, and all that editors do"},
        {"name": "occurrences", "description": "Where claims were made"},
        {"name": "claimants", "description": "Who is answerable for them"},
        {"name": "sources", "description": "What verdicts rest on"},
        {"name": "events", "description": "The history"},
    ],
    "SORT_OPERATION_PARAMETERS": False,
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0},
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "claims.api.schema.without_required",
    ],
}

UNFOLD = {
    "SITE_TITLE": "Factcheck administration",
    "SITE_HEADER": "Factcheck",
    "SITE_URL": "/",
    "SITE_ICON": "claims.admin.look.icon",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "claims.admin.look.icon"}],
    "COLORS": {"primary": "claims.admin.look.accent"},
    "SHOW_HISTORY": True,
    "SIDEBAR": {"navigation": "claims.admin.site.sidebar"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"httpx": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
