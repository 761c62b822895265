"""What this database is: production, demo or test, and other lasting facts about it."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class Setting(Base):
    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
