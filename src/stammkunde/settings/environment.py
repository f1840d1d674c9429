"""The machine's settings: `STAMMKUNDE_*` from the environment, typed and checked at start.

Business settings (name, number prefix, ...) live in the database; personal ones with the person.
"""

from __future__ import annotations

import json
import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "STAMMKUNDE_"
SHORTEST_SECRET = 32


class BadConfiguration(SystemExit):
    """Start is refused; the text says in German what to set. Exit code 2."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(2)
        self.message = "\n".join(["Stammkunde startet nicht:", *(f"  - {line}" for line in lines)])


class Environment(BaseSettings):
    """What the operator sets. Every field is read from `STAMMKUNDE_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    mode: Literal["production", "development", "test"] = "production"
    data_dir: Path = Path("data")
    database_url: str = ""
    secret_key: SecretStr = SecretStr("")
    base_url: str = "http://127.0.0.1:8000"
    allowed_hosts: Annotated[list[str], NoDecode] = Field(default_factory=list)
    time_zone: str = "Europe/Berlin"
    smtp_url: SecretStr = SecretStr("")
    mail_provider: str = ""
    mail_options: SecretStr = SecretStr("")
    mail_from: str = ""
    bounces_url: SecretStr = SecretStr("")
    sms_url: SecretStr = SecretStr("")
    trusted_proxies: int = 0
    tls_proxy: bool = False
    log_level: str = "INFO"
    backup_dir: Path | None = None
    backup_keep: int = Field(default=14, ge=1)
    backup_passphrase: SecretStr = SecretStr("")
    presence: bool = True

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("base_url")
    @classmethod
    def _whole_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("BASE_URL muss mit http:// oder https:// beginnen")
        return value.rstrip("/")

    @field_validator("bounces_url")
    @classmethod
    def _mailbox(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if parts.scheme and (parts.scheme not in {"imap", "imaps"} or not parts.username):
            raise ValueError("BOUNCES_URL muss wie imaps://benutzer:passwort@host/INBOX aussehen")
        return value

    @field_validator("sms_url")
    @classmethod
    def _known_gateway(cls, value: SecretStr) -> SecretStr:
        if urlsplit(value.get_secret_value()).scheme not in {"", "seven", "sipgate"}:
            raise ValueError("SMS_URL muss mit seven:// oder sipgate:// beginnen")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"postgresql", "postgres", "sqlite"}:
            raise ValueError(
                "DATABASE_URL muss mit postgresql:// oder sqlite:// beginnen "
                "(leer lassen: SQLite-Datei in DATA_DIR)"
            )
        return value

    @field_validator("mail_provider")
    @classmethod
    def _known_provider(cls, value: str) -> str:
        name = value.strip().lower().replace("-", "_")
        unknown = not name.isidentifier() or find_spec(f"anymail.backends.{name}") is None
        if name and (unknown or name.startswith("base")):
            raise ValueError(
                f"MAIL_PROVIDER {value}: diesen Anbieter kennt Stammkunde nicht; "
                "es gibt zum Beispiel brevo, mailgun, mailjet, postmark, resend, scaleway"
            )
        return name

    @field_validator("mail_options")
    @classmethod
    def _options_are_json(cls, value: SecretStr) -> SecretStr:
        try:
            fine = isinstance(json.loads(value.get_secret_value() or "{}"), dict)
        except ValueError:
            fine = False
        if not fine:
            raise ValueError('MAIL_OPTIONS muss JSON sein, zum Beispiel {"BREVO_API_KEY": "…"}')
        return value

    @model_validator(mode="after")
    def _one_way_for_mail(self) -> Environment:
        if self.mail_provider and self.smtp_url.get_secret_value():
            raise ValueError(
                "SMTP_URL oder MAIL_PROVIDER: E-Mail geht nur einen Weg; lass eines weg"
            )
        return self

    @property
    def anymail(self) -> dict[str, Any]:
        """The provider's options as django-anymail names them."""
        found: dict[str, Any] = json.loads(self.mail_options.get_secret_value() or "{}")
        return found

    @model_validator(mode="after")
    def _production_is_safe(self) -> Environment:
        if self.mode != "production":
            return self
        if len(self.secret_key.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(
                f"SECRET_KEY fehlt oder ist kürzer als {SHORTEST_SECRET} Zeichen; "
                "einen neuen zeigt: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
            )
        if "*" in self.allowed_hosts:
            raise ValueError("ALLOWED_HOSTS darf kein * enthalten; nenne die Namen des Servers")
        return self

    @property
    def hosts(self) -> list[str]:
        """Host names that requests may name: the listed ones, else the one of BASE_URL."""
        own = urlsplit(self.base_url).hostname or "127.0.0.1"
        local = ["127.0.0.1", "localhost", "[::1]"] if self.mode != "production" else []
        return list(dict.fromkeys([*(self.allowed_hosts or [own]), *local]))

    def database(self) -> dict[str, object]:
        """Django's DATABASES entry: the URL's, else a SQLite file in DATA_DIR."""
        found = database_of(self.database_url)
        return found or sqlite(self.data_dir / "stammkunde.sqlite3")


def secret_of_development(env: Environment) -> str:
    """A secret for whoever set none, which production does not allow.

    In development it is kept beside the data, so that sessions and second factors outlive a restart.
    """
    fresh, file = secrets.token_urlsafe(50), env.data_dir / "development-secret"
    if env.mode != "development":
        return fresh
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
            kept.write(fresh)
        return fresh
    except FileExistsError:
        return file.read_text() or fresh
    except OSError:
        return fresh


def database_of(url: str) -> dict[str, object]:
    """Django's DATABASES entry for a database URL; {} for anything that is none."""
    parts = urlsplit(url)
    if parts.scheme in {"postgresql", "postgres"}:
        return postgresql(
            name=unquote(parts.path.lstrip("/")),
            host=parts.hostname or "",
            port=parts.port or 5432,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )
    return sqlite(Path(unquote(parts.path))) if parts.scheme == "sqlite" else {}


def sqlite(path: Path) -> dict[str, object]:
    """WAL, FULL, IMMEDIATE, 20 s busy timeout: reliability F1 and F2, ADR 2.

    The first 32 MB of the file are mapped: all processes share those pages; what lies behind goes
    through a small cache of each connection (ADR 41).
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8192; "
                "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=33554432; "
                "PRAGMA recursive_triggers=ON;"  # REPLACE then asks the append-only triggers, too
            ),
        },
    }


def postgresql(*, name: str, host: str, port: int, user: str, password: str) -> dict[str, object]:
    """One persistent connection per thread, checked before use.

    work_mem: the hits of a broad search become a hash; where PostgreSQL fears that it does not fit
    (4 MB are about 260,000 hits), it compares row by row instead, which takes minutes.
    gin_pending_list_limit: a short list of words that the search index has not sorted in yet makes
    bulk writes ten times faster and costs a search 0.1 ms (measured); an import makes it longer.
    """
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "HOST": host,
        "PORT": port,
        "USER": user,
        "PASSWORD": password,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c work_mem=32MB -c gin_pending_list_limit=512kB"},
    }


def read_environment() -> Environment:
    """Read and check the environment; raises `BadConfiguration` with what to set."""
    try:
        return Environment()
    except ValidationError as problem:
        lines = []
        for error in problem.errors():
            name = "_".join(str(part) for part in error["loc"]).upper()
            text = error["msg"].removeprefix("Value error, ")
            lines.append(f"{PREFIX}{name}: {text}" if name else f"{PREFIX}{text}")
        raise BadConfiguration(lines) from problem
