"""A file of another program becomes a draft: all of it with its notes, or nothing."""

from dataclasses import dataclass

from forms.exchange.finishing import Imported
from forms.exchange.importing import read_file
from forms.questionnaire import Questionnaire
from forms.reading import instruments, load_instrument, parse_questionnaire
from forms.writing import to_document
from survey_app.apart import Run, here
from survey_app.platform import Platform
from survey_app.services.drafting.beginning import begin_imported
from survey_app.services.drafting.changing import DraftingError, find
from survey_app.store import drafts, import_notes, templates
from survey_app.translating import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    file: str
    place: str
    words: str


def import_file(
    platform: Platform,
    *,
    source: bytes,
    name: str,
    by: str,
    code: str = "",
    dry_run: bool = False,
    run: Run = here,
) -> Imported:
    """Read a file and begin a draft with it, under `code` where one is given.

    Raises QuestionnaireError with every fault of the file, MissingPartError where the libraries for the format are not
    installed, and DraftingError where the template already has a draft; what `run` raises passes.
    """
    imported = run(read_file, source, name=name)
    questionnaire = imported.questionnaire
    if code:
        questionnaire = parse_questionnaire(to_document(questionnaire) | {"code": code})
        imported = Imported(questionnaire=questionnaire, notes=imported.notes, format=imported.format)
    with platform.database.reading() as connection:
        if drafts.find_draft(connection, questionnaire.code) is not None:
            raise DraftingError(
                _(
                    "Mẫu %(code)s đang có bản nháp. Hãy bỏ bản nháp ấy, hoặc nhập với một mã khác.",
                    code=questionnaire.code,
                )
            )
    if not dry_run:
        with platform.database.writing() as connection:
            begin_imported(connection, platform, questionnaire=questionnaire, by=by)
            import_notes.add_notes(
                connection,
                code=questionnaire.code,
                file=name,
                at=int(platform.clock.now().timestamp()),
                notes=((note.place, note.what) for note in imported.notes),
            )
    return imported


def notes_of(platform: Platform, *, code: str) -> tuple[NoteView, ...]:
    with platform.database.reading() as connection:
        rows = import_notes.list_notes(connection, code)
    return tuple(NoteView(file=row.file, place=row.place, words=row.words) for row in rows)


def find_questionnaire(platform: Platform, *, code: str, number: int | None = None) -> Questionnaire:
    """The text of a template to hand out: one version, else its draft, else its newest version, else the instrument.

    Raises DraftingError where there is none.
    """
    with platform.database.reading() as connection:
        if number is None and drafts.find_draft(connection, code) is not None:
            return find(connection, code).questionnaire
        versions = templates.list_versions(connection, template=code)
        wanted = versions if number is None else [each for each in versions if each.number == number]
        if wanted:
            return platform.questionnaires.find(connection, wanted[-1].id)
    if number is None and code in instruments():
        return load_instrument(code)
    raise DraftingError(_("Không có mẫu phiếu %(code)s.", code=code))
