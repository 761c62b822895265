"""A walk through the pages in English: not a Vietnamese word of the interface is left, only data."""

import re

import pytest

from survey_app.access import ROLES, policy_of_endpoint

from .test_access_matrix import ARGUMENTS

# Pages of results still speak Vietnamese only.
NOT_YET = ("/giam-sat", "/quan-ly/ket-qua")
VIETNAMESE = re.compile(r"[À-ỹ]")
SPOKEN = re.compile(r'(?:title|alt|aria-label|placeholder|data-label)="([^"]*)"')
# What carries its own language, and what is no interface: names of units and counters, what was typed.
DATA = re.compile(
    r'<(\w+)[^>]* lang="vi"[^>]*>.*?</\1>|<code.*?</code>|<option value="\d+">.*?</option>', re.DOTALL
)
NAMES = (
    "Hài Lòng",
    "Phường Phủ Lý",
    "Xã Bình Lục",
    "Tỉnh Ninh Bình",
    "Quầy 1",
    "Quầy 2",
    "Hộ tịch",
    "Phản hồi nhanh tại quầy",
    "Ban Dân vận",
    "Ban Tuyên giáo và Dân vận",
)


def _stray(page):
    text = DATA.sub(" ", re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL))
    said = [*SPOKEN.findall(text), *re.sub(r"<[^>]+>", "\n", text).splitlines()]
    for name in NAMES:
        said = [words.replace(name, "") for words in said]
    return sorted({words.strip() for words in said if VIETNAMESE.search(words)})


def _addresses(app):
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if (
            "GET" in rule.methods
            and not rule.rule.startswith(NOT_YET)
            and rule.endpoint != "designer.preview"
        ):
            values = {name: ARGUMENTS[name] for name in rule.arguments}
            policy = policy_of_endpoint(rule.endpoint, app.view_functions[rule.endpoint])
            if "tag" not in rule.arguments:
                yield (
                    adapter.build(rule.endpoint, values | ({"code": "7K4M2QX0"} if "code" in values else {})),
                    policy,
                )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", [None, *ROLES])
def test_no_page_of_any_role_speaks_vietnamese_to_who_chose_english(door, role):
    visitor = door.visitor() if role is None else door.visitor_as(role, units=("37",))
    visitor.speak("en")
    left = {}
    for address, policy in _addresses(door.app):
        if policy.is_public or role in policy.roles:
            page = visitor.get(address)
            if page.mimetype == "text/html" and (stray := _stray(page.text)):
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
    assert [_stray(page.text) for page in pages] == [[]] * len(pages)


def test_a_stray_sentence_and_a_stray_label_are_found_by_the_same_reading():
    assert _stray('<p>Đã lưu.</p><a title="Quản trị">x</a><b lang="vi">Xã</b>') == ["Quản trị", "Đã lưu."]
