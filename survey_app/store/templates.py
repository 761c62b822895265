"""Templates and their frozen versions."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from survey_app.models import Template, TemplateVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    id: int
    template: str
    name: str
    number: int
    sha256: str


def _versions() -> tuple[object, ...]:
    return (
        TemplateVersion.id,
        Template.code.label("template"),
        Template.name,
        TemplateVersion.number,
        TemplateVersion.sha256,
    )


def list_versions(connection: Connection, *, template: str | None = None) -> list[VersionRow]:
    """Versions by template code and number."""
    query = (
        select(*_versions())  # type: ignore[call-overload]  # columns and labels
        .join(Template, Template.id == TemplateVersion.template_id)
        .order_by(Template.code, TemplateVersion.number)
    )
    if template is not None:
        query = query.where(Template.code == template)
    return [VersionRow(**row) for row in connection.execute(query).mappings()]


def find_document(connection: Connection, version_id: int) -> str | None:
    return connection.scalar(select(TemplateVersion.document).where(TemplateVersion.id == version_id))


def find_template(connection: Connection, code: str) -> int | None:
    return connection.scalar(select(Template.id).where(Template.code == code))


def add_template(connection: Connection, *, code: str, name: str) -> int:
    return connection.execute(
        insert(Template).values(code=code, name=name).returning(Template.id)
    ).scalar_one()


def put_name(connection: Connection, template_id: int, *, name: str) -> None:
    """A template is called what its newest version is called."""
    connection.execute(update(Template).where(Template.id == template_id).values(name=name))


def add_version(connection: Connection, *, template_id: int, number: int, sha256: str, document: str) -> int:
    statement = insert(TemplateVersion).values(
        template_id=template_id, number=number, sha256=sha256, document=document
    )
    return connection.execute(statement.returning(TemplateVersion.id)).scalar_one()
