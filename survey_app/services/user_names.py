"""User names: plain letters that every keyboard has, one spelling for each account."""

import re

from flask_security import UsernameUtil
from flask_security.utils import get_message

RULE = "Tên đăng nhập gồm 2–64 chữ cái không dấu, chữ số, dấu chấm, gạch nối; bắt đầu bằng chữ hoặc số."
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}", re.ASCII)


def read_user_name(text: str) -> str | None:
    """Read a name in any case, with blanks around it; None where it cannot be one."""
    name = text.strip().lower()
    return name if _NAME.fullmatch(name) else None


class UserNames(UsernameUtil):
    """Our rule in the library's place (its own allows any script and needs an HTML cleaner)."""

    def normalize(self, username: str) -> str | None:
        return read_user_name(username)

    def validate(self, username: str | None) -> tuple[str | None, str | None]:
        name = read_user_name(username or "")
        return (get_message("INVALID_INPUT")[0], None) if name is None else (None, name)
