"""Django's settings of the desk."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from sijill.version import VERSION

HERE = Path(__file__).parent
LANGUAGES = (("ar", "العربية"), ("en", "English"))


def secret(folder: Path) -> str:
    """The key that signs sessions: made once for a desk and kept in its folder, where only the owner reads it."""
    path = folder / "secret"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def settings(database: dict[str, Any], folder: Path, *, hosts: tuple[str, ...] = (), https: bool = False) -> dict[str, Any]:
    """The settings for a database (``sijill.register.database.parse``) and the desk's folder.

    ``hosts`` are the names under which the desk may be reached beside this machine's own; ``https``: it stands behind a server that speaks TLS.
    """
    return {
        "DATABASES": {"default": database},
        "SECRET_KEY": secret(folder),
        "DESK_FOLDER": folder,
        "DESK_HTTPS": https,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]", *hosts],
        "CSRF_TRUSTED_ORIGINS": [f"https://{host}" for host in hosts if not host.startswith(("*", "."))] if https else [],
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "django_htmx",
            "js_lib_leaflet",
            "axes",
            "django_otp",
            "django_otp.plugins.otp_totp",
            "django_otp.plugins.otp_static",
            "sijill.register",
            "sijill.desk",
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            # Those that seal an answer stand before the one that answers with files.
            "sijill.desk.middleware.sealed",
            "csp.middleware.CSPMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "sijill.desk.api.answers.plain",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "sijill.desk.middleware.Csrf",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django_otp.middleware.OTPMiddleware",
            "sijill.desk.accounts.tokens.bearer",
            "sijill.desk.accounts.visits.touch",
            "sijill.desk.middleware.language",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
            "sijill.desk.middleware.Gate",
            "axes.middleware.AxesMiddleware",
        ],
        "ROOT_URLCONF": "sijill.desk.urls",
        "AUTH_USER_MODEL": "desk.User",
        "AUTHENTICATION_BACKENDS": ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "sijill.desk.accounts.passwords.Length", "OPTIONS": {"min_length": 12}},
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
            {"NAME": "sijill.desk.accounts.passwords.Unlike", "OPTIONS": {"user_attributes": ("username", "name")}},
        ],
        "PASSWORD_RESET_TIMEOUT": 3 * 86400,
        "LOGIN_URL": "accounts:login",
        "LOGIN_REDIRECT_URL": "inbox:list",
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "templates"],
                "OPTIONS": {
                    "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"])],
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.i18n",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "sijill.desk.middleware.frame",
                    ],
                    "builtins": ["django.templatetags.i18n", "django.templatetags.static", "sijill.desk.templatetags.desk"],
                },
            }
        ],
        # The version in the address lets browsers keep files for long.
        "STATIC_URL": f"/static/{VERSION}/",
        "STATIC_ROOT": None,
        "STATICFILES_DIRS": [HERE / "static"],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_MAX_AGE": 86400,
        "LANGUAGES": LANGUAGES,
        "LANGUAGE_CODE": "en",
        # Each room has a catalogue of its own; what several rooms say is in the common one.
        "LOCALE_PATHS": [HERE / "locale", *sorted(HERE.glob("*/locale"))],
        "USE_I18N": True,
        "USE_THOUSAND_SEPARATOR": False,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": 12 * 3600,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_FAILURE_VIEW": "sijill.desk.middleware.not_sent",
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_SECURE": https,
        "SECURE_HSTS_SECONDS": 31536000 if https else 0,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if https else None,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": [NONE],
                "script-src": [SELF],
                "style-src": [SELF],
                "img-src": [SELF, "data:"],
                "font-src": [SELF],
                "connect-src": [SELF],
                "form-action": [SELF],
                "frame-ancestors": [NONE],
                "base-uri": [NONE],
            }
        },
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 20 << 20,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 2000,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 1 << 20,
        "AXES_FAILURE_LIMIT": 5,
        "AXES_COOLOFF_TIME": 0.25,
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_VERBOSE": False,
        # Attempts while locked out do not make the wait longer, so that the page can say how long it is.
        "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
        "AXES_LOCKOUT_CALLABLE": "sijill.desk.accounts.throttle.locked",
        "AXES_CLIENT_IP_CALLABLE": "sijill.desk.accounts.throttle.counted",
        # Who was where and when is nobody's business for longer than a lockout.
        "AXES_DISABLE_ACCESS_LOG": True,
        "AXES_SENSITIVE_PARAMETERS": ["username", "ip_address", "password", "password1", "password2", "code", "token", "name", "next", "csrfmiddlewaretoken"],
        "SILENCED_SYSTEM_CHECKS": ["models.W036"],
        "LOGGING": {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"stderr": {"class": "logging.StreamHandler"}},
            "loggers": {
                # Who waits for whom, and wrong passwords, are no news for the terminal; the latter are in the audit chain.
                "waitress.queue": {"level": "ERROR"},
                "axes": {"level": "ERROR"},
                "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
            },
        },
    }
