"""A walk through the pages in English: not a Vietnamese word of the interface is left, only data.

The other direction is the page checker's: every Vietnamese page in every test is read for English words.
"""

import pytest
from support.page_tree import Tree
from support.stray_words import stray_english, stray_vietnamese

from survey_app.access import ROLES
from survey_app.services.national import provinces

from .test_access_matrix import addresses

# The way to another language, and the citizen's page in the language of the questionnaire.
ELSEWHERE = {"language.choose", "designer.preview", "drafting.preview", "manager.form"}
NAMES = (
    "Hài Lòng",
    "Phường Phủ Lý",
    "Xã Bình Lục",
    "Tỉnh Ninh Bình",
    "Quầy 1",
    "Quầy 2",
    "Hộ tịch",
    "Phản hồi nhanh tại quầy",
    "Chung",  # a factor of the draft
    "Ban Dân vận",
    "Ban Tuyên giáo và Dân vận",
    *(province.unit.name for province in provinces().values()),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.usefixtures("draft")
def test_no_page_of_any_role_speaks_vietnamese_to_who_chose_english(door, role):
    visitor = door.visitor() if role is None else door.visitor_as(role, units=("37",))
    visitor.speak("en")
    left = {}
    for endpoint, address, policy in addresses(door.app):
        if endpoint not in ELSEWHERE and (policy.is_public or role in policy.roles):
            page = visitor.get(address)
            if page.mimetype == "text/html" and (stray := stray_vietnamese(page.text, names=NAMES)):
                left[address] = stray
    assert left == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_refusals_and_faults_speak_english_too(door):
    visitor = door.visitor_as("administrator")
    visitor.speak("en")
    pages = [
        visitor.get("/khong-co"),
        visitor.post(
            "/quan-tri/tai-khoan/moi",
            {"username": "", "display_name": ""},
            from_page="/quan-tri/tai-khoan/moi",
        ),
        visitor.post("/quan-tri/don-vi/13285/quay", {"name": ""}, from_page="/quan-tri/don-vi/13285"),
        visitor.post("/quan-tri/cai-dat", {"owner_body": ""}, from_page="/quan-tri/cai-dat"),
        visitor.post(
            "/tai-khoan/mat-khau",
            {"password": "x", "new_password": "y", "new_password_confirm": "z"},
            from_page="/tai-khoan/mat-khau",
        ),
    ]
    assert [stray_vietnamese(page.text, names=NAMES) for page in pages] == [[]] * len(pages)


def _page(language, body):
    return f'<!doctype html><html lang="{language}"><title>x</title>{body}</html>'


def test_a_planted_vietnamese_sentence_label_or_word_without_accents_is_found():
    body = '<p>Đã lưu.</p><a title="Quản trị">x</a><b lang="vi">Xã</b><button>Xem</button><p>Saved.</p>'
    assert stray_vietnamese(_page("en", body), names=()) == ["Quản trị", "Xem", "Đã lưu."]


@pytest.mark.parametrize(
    "body",
    [
        "<p>Đã lưu. The answer was saved.</p>",
        '<button aria-label="Log out">x</button>',
        "<p>This field is required.</p>",
        '<p lang="en">Switch to <span lang="vi">Please</span></p>',
    ],
)
def test_a_planted_english_sentence_label_or_word_of_a_library_is_found(body):
    assert list(stray_english(Tree.of(_page("vi", body))))


def test_names_codes_and_what_says_that_it_is_english_are_no_strays():
    body = '<p>Tỉnh Vĩnh Long, tệp don-vi.csv, cột name</p><a lang="en" href="/">English, please</a>'
    assert list(stray_english(Tree.of(_page("vi", body)))) == []
