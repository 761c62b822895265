"""What the administrator settles for the whole house."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from forms.cleaning import composed
from survey_app.access import ADMINISTRATOR, ROLES
from survey_app.platform import Platform
from survey_app.store import settings
from survey_app.translating import gettext as _

LONGEST_OWNER = 100
USUAL_OWNERS = ("Ban Dân vận", "Ban Tuyên giáo và Dân vận")
OWNER, SECOND_FACTOR = "owner_body", "second_factor_roles"


class SettingsError(ValueError):
    """A setting that cannot be; the text is a sentence for the person who set it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseSettings:
    """The body that owns the questionnaires, and the roles that need a second factor."""

    owner_body: str
    second_factor_roles: frozenset[str]


def find_settings(platform: Platform) -> HouseSettings:
    with platform.database.reading() as connection:
        return HouseSettings(
            owner_body=settings.find_setting(connection, OWNER) or USUAL_OWNERS[0],
            second_factor_roles=_roles(platform, connection),
        )


def change_settings(platform: Platform, *, owner_body: str, second_factor_roles: Collection[str]) -> None:
    """Raises SettingsError."""
    owner = composed(" ".join(owner_body.split()))
    if not owner:
        raise SettingsError(_("Hãy ghi tên cơ quan chủ trì."))
    if len(owner) > LONGEST_OWNER:
        raise SettingsError(
            _("Tên cơ quan dài quá %(longest_owner)s ký tự. Hãy viết ngắn lại.", longest_owner=LONGEST_OWNER)
        )
    if not owner.isprintable():
        raise SettingsError(_("Tên cơ quan có ký tự không in được. Hãy gõ lại."))
    roles = [role for role in ROLES if role in second_factor_roles]
    with platform.database.writing() as connection:
        settings.put_setting(connection, OWNER, owner)
        settings.put_setting(connection, SECOND_FACTOR, ",".join(roles))


def _roles(platform: Platform, connection: Connection) -> frozenset[str]:
    """As settled; before that, administrators of real data need a second factor."""
    stored = settings.find_setting(connection, SECOND_FACTOR)
    if stored is None:
        return frozenset({ADMINISTRATOR}) if platform.kind == "production" else frozenset()
    return frozenset(stored.split(",")) & frozenset(ROLES)
