"""Django's settings, all derived from the environment (`environment.py`)."""

from __future__ import annotations

from typing import Any

import django.conf.locale
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.settings.environment import read_environment, secret_of_development

ENV = read_environment()

DEBUG = False
SECRET_KEY = ENV.secret_key.get_secret_value() or secret_of_development(ENV)
ALLOWED_HOSTS = ENV.hosts
BASE_URL = ENV.base_url
DATA_DIR = ENV.data_dir
TRUSTED_PROXIES = ENV.trusted_proxies
HTTPS = ENV.base_url.startswith("https://")
CSRF_TRUSTED_ORIGINS = [ENV.base_url]
ROOT_URLCONF = "stammkunde.urls"
WSGI_APPLICATION = "stammkunde.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": ENV.database()}

# The order of the rooms is the order of the floors, from the ground up (ADR 1, docs/floor-plan.md).
ROOMS = [
    "stammkunde.foundation",
    "stammkunde.accounts",
    "stammkunde.people",
    "stammkunde.messaging",
    "stammkunde.notes",
    "stammkunde.backoffice",
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "stammkunde.foundation.web.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stammkunde.accounts.middleware.ActorMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "stammkunde.foundation.web.bodies.Bodies",
    "stammkunde.foundation.web.once.Once",
    "stammkunde.foundation.web.middleware.Refusals",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "stammkunde.foundation.web.engine.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "stammkunde.foundation.web.context.shell",
            ],
            "builtins": ["stammkunde.foundation.templatetags.house"],
        },
    }
]

# Fields of forms are rendered like pages, the short ways (ADR 21).
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Accounts: one User table, e-mail as login, roles as sets of words (ADR 4).
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    ]
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "stammkunde.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email_folded"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = False
# Our own limits in the database (accounts.limits) hold across processes; allauth's use the cache.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = False
MFA_ADAPTER = "stammkunde.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
PASSWORD_RESET_TIMEOUT = 3600

# Jobs and mail are rows first (ADR 2, house-rules "Out of the house").
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": [],
    }
}
EMAIL_BACKEND = "stammkunde.foundation.mail.backend.RowBackend"
SMTP_URL = ENV.smtp_url.get_secret_value()
MAIL_PROVIDER = ENV.mail_provider
ANYMAIL = ENV.anymail
BOUNCES_URL = ENV.bounces_url.get_secret_value()
SMS_URL = ENV.sms_url.get_secret_value()
DEFAULT_FROM_EMAIL = ENV.mail_from or "stammkunde@localhost"

# LANGUAGE_CODE stays "de" for ever: the fallback de-informal -> de depends on it (ADR 3).
LANGUAGE_CODE = "de"
LANGUAGES = [
    ("de", _("German (Sie)")),
    ("de-informal", _("German (Du)")),
    ("en", pgettext_lazy("language", "English")),
]
django.conf.locale.LANG_INFO.setdefault(
    "de-informal",
    {
        "bidi": False,
        "code": "de-informal",
        "name": "German (informal)",
        "name_local": "Deutsch (Du)",
        "public_code": "de",
    },
)
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = ENV.time_zone
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "stammkunde.foundation.web.assets.VersionedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = ENV.mode == "development"
WHITENOISE_MAX_AGE = 31_536_000 if ENV.mode == "production" else 0

# Strict by default; one page's exception is set on that page's view, never here (ADR 9).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_NUMBER_FILES = 10
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Only where a proxy overwrites the header: else anybody could claim to come by https.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.tls_proxy else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "stammkunde.foundation.web.errors.csrf_failure"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "stammkunde.foundation.web.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"stammkunde": {"level": ENV.log_level}},
}
