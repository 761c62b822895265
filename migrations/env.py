"""Runs revisions on the connection that the caller opened (services/setting_up.py)."""

from alembic import context

from survey_app.models import Base
from survey_app.models.ballot import is_no_part

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    include_name=is_no_part,
)
with context.begin_transaction():
    context.run_migrations()
