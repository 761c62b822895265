"""The documents: every picture and page they lead to is there, and every command they name exists."""

import re
from pathlib import Path

import pytest

from survey_app.commands import COMMANDS

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#]+)[^)]*\)")
COMMAND = re.compile(r"`hailong (\w+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_document_leads_nowhere_or_names_a_command_that_is_not(document):
    text = document.read_text(encoding="utf-8")
    targets = [target for target in LINK.findall(text) if "://" not in target]
    assert [target for target in targets if not (document.parent / target).exists()] == []
    assert set(COMMAND.findall(text)) <= COMMANDS.keys()


@pytest.mark.parametrize("who", ["quan-tri", "thiet-ke", "don-vi", "giam-sat"])
def test_each_kind_of_user_has_a_guide_with_a_picture(who):
    guide = (ROOT / "docs" / "huong-dan" / f"{who}.md").read_text(encoding="utf-8")
    assert "](../images/" in guide
