"""Accounts of the demo: one for each role, with passwords made for this house alone."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from survey_app.demo.places import PROVINCE
from survey_app.platform import Platform
from survey_app.services.accounts import add_account, make_password

FILE = "demo-logins.json"
MANAGED = "13285"  # Phường Phủ Lý


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    username: str
    password: str
    role: str
    shown: str
    address: str


def add_logins(platform: Platform) -> list[Login]:
    """Make the accounts, and keep their passwords in a file that only the owner may read."""
    logins = [
        _login("giamsat", "supervisor", "Giám sát viên HĐND tỉnh", "/giam-sat"),
        _login("danvan", "designer", "Cán bộ Ban Tuyên giáo và Dân vận", "/thiet-ke"),
        _login("donvi", "manager", "Lãnh đạo phường Phủ Lý", "/quan-ly"),
        _login("quantri", "administrator", "Quản trị hệ thống", "/quan-tri"),
    ]
    scopes = {"supervisor": [PROVINCE], "manager": [MANAGED]}
    for login in logins:
        add_account(
            platform,
            username=login.username,
            password=login.password,
            roles=[login.role],
            unit_codes=scopes.get(login.role, []),
            display_name=login.shown,
        )
    descriptor = os.open(platform.config.home / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(login) for login in logins], file, ensure_ascii=False, indent=2)
    return logins


def read_logins(home: Path) -> list[Login] | None:
    """The logins of a demo that was loaded to its end; none where it was not."""
    path = home / FILE
    if not path.is_file():
        return None
    return [Login(**login) for login in json.loads(path.read_text(encoding="utf-8"))]


def _login(username: str, role: str, shown: str, address: str) -> Login:
    return Login(username=username, password=make_password(), role=role, shown=shown, address=address)
