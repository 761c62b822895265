"""One door for the environment: HAILONG_* variables and a `.env` file beside the data."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from survey_app.clock import parse_moment

MINIMUM_SECRET = 32
# Words that stand in examples; a key that contains one was copied, not made.
PLACEHOLDERS = ("changeme", "change-me", "secret-key", "example", "default", "placeholder")
SECRET_FILE = "secret.key"  # noqa: S105  # the name of a file


class ConfigError(ValueError):
    """A setting that cannot be used; the text is a sentence for the person who set it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    home: Path
    database_url: str
    port: int
    secret_key: str | None
    public_url: str
    clock: datetime | None
    keys: Path | None = None
    disk_reserve: int | None = None  # megabytes
    disk_watch: tuple[Path, ...] = ()

    def require_secret(self) -> str:
        """The server's secret, or a refusal to start: there is no default."""
        key = self.secret_key
        if key is None:
            raise ConfigError(
                "Chưa có khóa bí mật của máy chủ. Hãy chạy «hailong init» (tạo khóa trong thư mục dữ liệu) "
                "hoặc đặt HAILONG_SECRET_KEY."
            )
        if (
            len(key) < MINIMUM_SECRET
            or any(word in key.lower() for word in PLACEHOLDERS)
            or len(set(key)) < 8
        ):
            raise ConfigError(
                f"Khóa bí mật quá yếu hoặc là khóa mẫu: cần ít nhất {MINIMUM_SECRET} ký tự ngẫu nhiên. "
                "Hãy chạy «hailong init» để tạo khóa mới."
            )
        return key

    @property
    def key_folder(self) -> Path:
        """Where the half-day keys of the ballot box lie: beside the data folder, so that no copy of it has both.

        A house of before has them inside until `hailong keys move`.
        """
        inside = self.home / "keys"
        return self.keys or (inside if inside.is_dir() else self.beside_home)

    @property
    def beside_home(self) -> Path:
        return self.home.with_name(f"{self.home.name}-keys")

    @property
    def keys_lie_inside(self) -> bool:
        """Whether who copies the data copies the keys with it, and can then put the answers in order of arrival."""
        return self.key_folder.resolve().is_relative_to(self.home)


def read_config(environment: Mapping[str, str] | None = None) -> Config:
    """Read the settings. Raises ConfigError with a sentence naming the variable."""
    given = dict(os.environ if environment is None else environment)
    home = Path(given.get("HAILONG_HOME") or "instance").resolve()
    for name, value in _env_file(home / ".env").items():
        given.setdefault(name, value)
    port = _port(given.get("HAILONG_PORT") or "8000")
    return Config(
        home=home,
        database_url=_database_url(given.get("HAILONG_DATABASE_URL"), home),
        port=port,
        secret_key=given.get("HAILONG_SECRET_KEY") or _stored_secret(home),
        public_url=(given.get("HAILONG_PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        clock=_clock(given.get("HAILONG_CLOCK")),
        keys=_keys(given.get("HAILONG_KEYS")),
        disk_reserve=_megabytes(given.get("HAILONG_DISK_RESERVE")),
        disk_watch=tuple(Path(each) for each in (given.get("HAILONG_DISK_WATCH") or "").split(":") if each),
    )


def _env_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536):
        raise ConfigError(f"HAILONG_PORT phải là số từ 1 đến 65535, không phải “{text}”.")
    return int(text)


def _database_url(text: str | None, home: Path) -> str:
    if not text:
        return f"sqlite:///{home / 'hailong.db'}"
    # The driver is our choice, not the administrator's burden.
    for plain in ("postgresql://", "postgres://"):
        if text.startswith(plain):
            return "postgresql+psycopg://" + text.removeprefix(plain)
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("HAILONG_DATABASE_URL phải bắt đầu bằng sqlite:/// hoặc postgresql://.")
    return text


def _keys(text: str | None) -> Path | None:
    if not text:
        return None
    if not Path(text).is_absolute():
        raise ConfigError(f"HAILONG_KEYS phải là đường dẫn đầy đủ (bắt đầu bằng “/”), không phải “{text}”.")
    return Path(text).resolve()


def _megabytes(text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ConfigError(f"HAILONG_DISK_RESERVE là số MB, ví dụ 2048, không phải “{text}”.")
    return int(text)


def _stored_secret(home: Path) -> str | None:
    path = home / SECRET_FILE
    return path.read_text(encoding="ascii").strip() if path.is_file() else None


def _clock(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return parse_moment(text)
    except ValueError:
        raise ConfigError(f"HAILONG_CLOCK “{text}” không phải là thời điểm dạng 2026-11-23T08:00.") from None
