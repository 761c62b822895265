"""Runs revisions on the connection that the caller opened (services/setting_up.py)."""

from alembic import context

from survey_app.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
