"""Staff accounts: who may come in, as what, and for which part of the tree of units."""

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, LargeBinary, String, Table, false
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base

account_role = Table(
    "account_role",
    Base.metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Role(Base, RoleMixin):
    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint(
            "name IN ('administrator', 'designer', 'manager', 'supervisor', 'co_surveyor', 'viewer')",
            name="name",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)


class Account(Base, UserMixin):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str | None] = mapped_column(String(255), unique=True)  # type: ignore[assignment]  # nobody's mail is asked for
    display_name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    # Flask-Security's own fields of the second factor.
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    # A password that somebody else set is changed at the first login.
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin says list[RoleMixin]
        secondary=account_role, lazy="selectin"
    )
    scopes: Mapped[list["AccountScope"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class AccountScope(Base):
    """The account may act on this unit and everything below it."""

    __tablename__ = "account_scope"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class EndedSession(Base):
    """The hash of a log-in's number after its log-out, until the cookie would have died by itself (seconds since 1970)."""

    __tablename__ = "ended_session"
    __table_args__ = (CheckConstraint("length(session_hash) = 32", name="session_hash"),)

    session_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    dies_at: Mapped[int] = mapped_column(index=True)
