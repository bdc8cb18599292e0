"""All settings, each read from the environment by a typed reader (`.env.example` explains them)."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib.messages import constants
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from backrehab import env, postgres, sqlite

sqlite.use_bundled()

BASE_DIR = env.BASE_DIR
VAR_DIR = env.folder(BASE_DIR / "var")

ENVIRONMENT = env.choice("ENVIRONMENT", ("production", "development"), "production")
DEVELOPMENT = ENVIRONMENT == "development"
DEBUG = env.debug(development=DEVELOPMENT)
SECRET_KEY = env.secret_key(development=DEVELOPMENT, var_dir=VAR_DIR)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

PORT = env.text("PORT", "8000")
SITE_URL = env.site_url(f"http://localhost:{PORT}" if DEVELOPMENT else "https://localhost")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [SITE_HOST, *env.extra_hosts()]
# The server itself speaks no TLS, so with https there is a proxy in front.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 1 if HTTPS else 0)
if DEVELOPMENT:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "backrehab.web",
    "backrehab.accounts",
    "backrehab.exercises",
    "backrehab.painlog",
    "backrehab.screening",
    "backrehab.progression",
    "backrehab.operations",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "backrehab.web.middleware.RequestLogMiddleware",
    "backrehab.web.counting.CountingMiddleware",
    "backrehab.web.headers.SecurityHeadersMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "backrehab.web.proxy.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "backrehab.web.access.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "backrehab.web.middleware.PersonalPagesMiddleware",
    "backrehab.web.middleware.AccessRecordMiddleware",
    "backrehab.web.middleware.AccountStateMiddleware",
]

ROOT_URLCONF = "backrehab.urls"
WSGI_APPLICATION = "backrehab.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backrehab.web.context.site",
            ],
            "loaders": [
                (
                    "backrehab.web.folding.FoldingLoader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    },
]

# Off, Django's own nodes make every page (docs/decisions/0025).
FOLD_TEMPLATES = env.flag("FOLD_TEMPLATES", default=True)

# A worker of `manage.py serve` does one request after the other (docs/decisions/0004).
WORKER_THREADS = 1

# Database: SQLite in var/ unless DATABASE_URL says otherwise.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-16000;"
        "PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864"
    ),
}
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
DATABASES = {"default": env.database(DATABASE_URL, memory=DEVELOPMENT)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {
        "ENGINE": "backrehab.backends.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": SQLITE_OPTIONS,
    }
else:
    DATABASES["default"] |= postgres.options(
        DATABASES["default"].get("OPTIONS", {}),
        pool=env.number("DATABASE_POOL", WORKER_THREADS),
        pgbouncer=env.flag("PGBOUNCER", default=False),
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits on sign-in attempts must be shared by all workers, so they live in the database.
CACHES = {
    "default": {
        "BACKEND": "backrehab.backends.limits.LimitsCache",
        "LOCATION": "cache_entry",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "backrehab.accounts.passwords.GuessablePasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_SIGNUP_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "backrehab.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    name: f"backrehab.accounts.forms.{form}"
    for name, form in {
        "signup": "SignupForm",
        "login": "LoginForm",
        "add_email": "AddEmailForm",
        "change_email": "ChangeEmailForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "reauthenticate": "ReauthenticateForm",
        "request_login_code": "RequestLoginCodeForm",
        "confirm_login_code": "ConfirmLoginCodeForm",
        "confirm_email_verification_code": "ConfirmEmailForm",
    }.items()
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
# Only when every new address is verified can sign-up answer the same for one that has an account.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# The pages and the mails around a code say that it works for 15 minutes.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Limits are kept per visitor's address, so a reverse proxy in front must be declared.
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# Wrong passwords and wrong codes of an app: so many for one account, then a pause.
SIGN_IN_TRIES, SIGN_IN_PAUSE_MINUTES = 5, 15
ACCOUNT_RATE_LIMITS = {
    "login_failed": f"10/m/ip,{SIGN_IN_TRIES}/{SIGN_IN_PAUSE_MINUTES}m/key",
    # These send mail to whoever is named.
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
}
MFA_ADAPTER = "backrehab.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "backrehab.accounts.forms.SecondStepForm",
    "reauthenticate": "backrehab.accounts.forms.SecondStepAgainForm",
    "activate_totp": "backrehab.accounts.forms.ActivateAppForm",
    "login_webauthn": "backrehab.accounts.forms.PasskeyLoginForm",
    "authenticate_webauthn": "backrehab.accounts.forms.PasskeySecondForm",
    "reauthenticate_webauthn": "backrehab.accounts.forms.PasskeyAgainForm",
    "add_webauthn": "backrehab.accounts.forms.PasskeyForm",
    "signup_webauthn": "backrehab.accounts.forms.PasskeySignupForm",
    "edit_webauthn": "backrehab.accounts.forms.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "Back Rehab"
# Browsers offer passkeys without TLS on localhost only, so this is for a developer's machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT and not HTTPS

# Mail: on a developer's machine it is shown in the console.
DEFAULT_FROM_EMAIL = env.sender(f"Back Rehab <no-reply@{SITE_HOST}>")
MAIL_HOST = env.mail_host()
MAIL_PORT = env.number("MAIL_PORT", 587, least=1, most=env.HIGHEST_PORT)
MAIL_TLS = env.flag("MAIL_TLS", default=True)
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": MAIL_HOST or "localhost",
            "port": MAIL_PORT,
            "username": env.text("MAIL_USER"),
            "password": env.text("MAIL_PASSWORD"),
            "use_tls": MAIL_TLS and MAIL_PORT != env.TLS_PORT,
            "use_ssl": MAIL_TLS and MAIL_PORT == env.TLS_PORT,
            # Whoever waits for a mail waits in the request; the default would be for ever.
            "timeout": 15,
        },
    }
}
if DEVELOPMENT and not MAIL_HOST:
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
# Looking words up in catalogues that are not there costs a tenth of each page.
USE_I18N = len(LANGUAGES) > 1

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "backrehab.web.storage.FingerprintedStorage"},
}

# Security: strict everywhere; what needs TLS follows from SITE_URL.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "object-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "backrehab.accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# No script reads the token: every form carries it.
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "backrehab.web.flash.MessageStorage"
# The look of a notice; "error" is that of a line beside a field.
MESSAGE_TAGS = {constants.ERROR: "caution"}
WHITENOISE_ALLOW_ALL_ORIGINS = False
SESSION_COOKIE_AGE = int(timedelta(days=60).total_seconds())
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_SSL_HOST = urlsplit(SITE_URL).netloc
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=730).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
CSRF_FAILURE_VIEW = "backrehab.web.views.errors.csrf_failure"

# What the operator may set for the people who use this installation.
EMERGENCY_COUNTRY = env.text("EMERGENCY_COUNTRY", "GB").upper()
EMERGENCY_NUMBERS = env.words("EMERGENCY_NUMBERS")
OPERATOR_CONTACT = env.text("OPERATOR_CONTACT")
# How long things are kept; 0 days of disuse: accounts stay until their people delete them.
RETENTION_DAYS = env.number("RETENTION_DAYS", 0, most=env.MOST_DAYS)
ACCESS_RECORD_DAYS = env.number("ACCESS_RECORD_DAYS", 365, most=env.MOST_DAYS)
BACKUP_DAYS = env.number("BACKUP_DAYS", 30, least=1, most=env.MOST_DAYS)
BACKUP_DIR = env.place("BACKUP_DIR", VAR_DIR / "backups")
# /readyz says no when the last backup is older (0: it does not look), or the disk fuller.
BACKUP_HOURS = env.number("BACKUP_HOURS", 36)
DISK_FREE_MB = env.number("DISK_FREE_MB", 200)
# Who has it may read /metrics; without one there is no such page.
METRICS_TOKEN = env.text("METRICS_TOKEN")
# The folder of PostgreSQL's client programs, when they are not on the path.
PG_BIN = env.text("PG_BIN")

# Lines for machines in production, for people while developing; neither holds what was typed.
LOG_FORMAT = env.choice("LOG_FORMAT", ("json", "plain"), "plain" if DEVELOPMENT else "json")
LOG_ADDRESSES = env.flag("LOG_ADDRESSES", default=False)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(levelname)s %(name)s %(message)s"},
        "json": {"()": "backrehab.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    # No mail about faults: Django's own handler would put paths and messages into it.
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "backrehab": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        # What it fails at, the request or command that wanted a connection says as well.
        "psycopg.pool": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "backrehab.logs.HideEverything"
DEFAULT_EXCEPTION_REPORTER = "backrehab.logs.Reporter"
