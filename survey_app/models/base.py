"""The ground of every table: names of constraints, types, portable bytes."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# Named constraints from day one: batch migrations on SQLite find a constraint only by its name.
NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
