"""/quan-tri/tai-khoan: an administrator lets people in, changes what they may do, and shuts them out."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from survey_app.services.account_changes import set_active
from survey_app.services.accounts import AccountError, add_account
from survey_app.store import accounts

from .conftest import PASSWORD

PEOPLE = "/quan-tri/tai-khoan"
GIVEN = re.compile(r'class="code secret">([a-z2-9]{4}(?:-[a-z2-9]{4}){3})<')
SOMEBODY = {
    "username": "mot.cua",
    "display_name": "Bộ phận một cửa",
    "roles": ["manager"],
    "units": ["13285", ""],
}


@pytest.fixture
def administrator(door):
    return door.visitor_as("administrator")


@pytest.fixture
def invited(administrator):
    """The one-time password of a manager who was let in."""
    return GIVEN.search(_invite(administrator).text)[1]


def _invite(visitor, **given):
    return visitor.post(f"{PEOPLE}/moi", SOMEBODY | given, from_page=f"{PEOPLE}/moi")


def _row(door, username="mot.cua"):
    with door.platform.database.reading() as connection:
        found = accounts.list_accounts(connection, username=username)
    return found[0] if found else None


def test_an_invited_person_comes_in_with_the_password_shown_once(door, administrator, invited):
    assert invited not in administrator.get(f"{PEOPLE}/mot.cua").text
    assert invited not in administrator.get(PEOPLE).text
    row = _row(door)
    assert row.roles == ("manager",)
    assert [unit.code for unit in row.units] == ["13285"]
    assert row.must_change_password
    assert door.visitor().log_in("mot.cua", invited).status_code == 303


def test_a_unit_may_be_given_as_the_whole_line_of_the_list(door, administrator):
    _invite(administrator, units=["13285 Phường Phủ Lý", "13501 Xã Bình Lục", "13285"])
    assert {unit.code for unit in _row(door).units} == {"13285", "13501"}


def test_nobody_is_asked_for_an_address_of_mail(administrator):
    assert "mail" not in administrator.get(f"{PEOPLE}/moi").text.lower()


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"username": "ông chủ"}, "username", "Tên đăng nhập gồm"),
        ({"username": "administrator"}, "username", "Đã có tài khoản"),
        ({"display_name": "  "}, "display_name", "Hãy ghi họ tên"),
        ({"display_name": "d" * 201}, "display_name", "dài quá 200 ký tự"),
        ({"display_name": "a\0b"}, "display_name", "ký tự không in được"),
        ({"roles": []}, "roles", "ít nhất một vai trò"),
        ({"roles": ["king"]}, "roles", "ít nhất một vai trò"),
        ({"units": ["", ""]}, "units", "cần ít nhất một đơn vị"),
        ({"units": ["99999"]}, "units", "Không có đơn vị “99999”"),
        ({"units": ["\0"]}, "units", "Không có đơn vị"),
    ],
)
def test_a_fault_is_named_at_its_field_and_what_was_typed_stays(door, administrator, given, field, sentence):
    answer = _invite(administrator, **given)
    assert answer.status_code == 422
    assert re.search(rf'id="loi-{field}">[^<]*{sentence}', answer.text)
    assert f'href="#{field}"' in answer.text
    if "username" not in given:
        assert 'value="mot.cua"' in answer.text
        assert _row(door) is None


def test_a_change_of_role_and_scope_is_seen_at_the_next_page(door, administrator):
    person = door.visitor_as("manager", units=["13285"])
    assert person.get("/giam-sat").status_code == 403
    path = f"{PEOPLE}/manager-13285"
    form = {"display_name": "Ông A", "roles": ["supervisor", "viewer"], "units": ["13501"]}
    assert administrator.post(path, form, from_page=path).status_code == 303
    assert "Đã lưu thay đổi." in administrator.get(path).text
    assert person.get("/giam-sat").status_code == 200
    assert person.get("/quan-ly").status_code == 403


def test_a_new_password_ends_the_old_one_and_the_session(door, administrator):
    person = door.visitor_as("designer")
    path = f"{PEOPLE}/designer"
    given = GIVEN.search(administrator.post(f"{path}/mat-khau", {}, from_page=path).text)[1]
    assert person.get("/thiet-ke").status_code == 303
    assert door.visitor().log_in("designer").status_code == 200
    assert door.visitor().log_in("designer", given).status_code == 303


def test_a_locked_account_is_out_and_comes_back_when_unlocked(door, administrator):
    person = door.visitor_as("designer")
    path = f"{PEOPLE}/designer"
    administrator.post(f"{path}/khoa", {}, from_page=path)
    assert person.get("/thiet-ke").status_code == 303
    assert door.visitor().log_in("designer").status_code == 200
    administrator.post(f"{path}/mo-khoa", {}, from_page=path)
    assert door.visitor().log_in("designer").status_code == 303


@pytest.mark.parametrize("action", ["khoa", "mat-khau", "hai-buoc"])
def test_an_administrator_cannot_shut_the_own_account_out(door, administrator, action):
    path = f"{PEOPLE}/administrator"
    assert administrator.post(f"{path}/{action}", {}, from_page=path).status_code == 303
    page = administrator.get(path)
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert _row(door, "administrator").active
    assert door.visitor().log_in("administrator").status_code == 303


def test_an_administrator_cannot_drop_the_own_role(door, administrator):
    add_account(door.platform, username="khac", password=PASSWORD, roles=["administrator"])
    path = f"{PEOPLE}/administrator"
    answer = administrator.post(path, {"display_name": "Tôi", "roles": ["designer"]}, from_page=path)
    assert answer.status_code == 422
    assert "không tự bỏ vai trò quản trị" in answer.text
    assert _row(door, "administrator").roles == ("administrator",)


def test_the_last_administrator_in_use_stays(door, administrator):
    """Two who take the role from each other at once: the second finds nobody left."""
    add_account(door.platform, username="khac", password=PASSWORD, roles=["administrator"])
    set_active(door.platform, by="khac", username="administrator", active=False)
    with pytest.raises(ValueError, match="người quản trị cuối cùng"):
        set_active(door.platform, by="administrator", username="khac", active=False)
    assert administrator.get(PEOPLE).status_code == 303


@pytest.mark.parametrize("name", ["khong.co", "%00", "a" * 300, "Ông"])
def test_an_account_that_is_not_there_is_not_found(administrator, name):
    assert administrator.get(f"{PEOPLE}/{name}").status_code == 404
    assert administrator.post(f"{PEOPLE}/{name}/khoa", {}, from_page=PEOPLE).status_code == 404


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("tim=phu+ly", {"mot.cua"}),
        ("tim=MỘT+CỬA", {"mot.cua"}),
        ("tim=bo+phan", {"mot.cua"}),
        ("vai-tro=designer", {"designer"}),
        ("tinh-trang=locked", set()),
        ("tim=%00&trang=9", set()),
        ("", {"administrator", "designer", "mot.cua"}),
    ],
)
@pytest.mark.usefixtures("invited")
def test_the_list_is_searched_without_accents_and_narrowed(door, administrator, question, names):
    door.visitor_as("designer")
    page = administrator.get(f"{PEOPLE}?{question}").text
    shown = set(re.findall(rf'href="{PEOPLE}/([a-z.]+)"', page)) - {"moi"}
    assert shown == names


def test_only_administrators_enter(door):
    person = door.visitor_as("manager", units=["37"])
    assert person.get(PEOPLE).status_code == 403
    assert person.post(f"{PEOPLE}/moi", SOMEBODY, from_page="/quan-ly").status_code == 403


def test_who_surveys_with_us_sees_counters_and_results_of_the_scope_and_a_viewer_results_alone(door):
    helper = door.visitor_as("co_surveyor", units=["13285"])
    assert helper.get("/quan-ly/quay/7K4M2QX0/qr.svg").status_code == 200
    assert helper.get("/quan-ly/quay/7K4M2QX2").status_code == 404
    assert helper.get("/giam-sat").status_code == 200
    viewer = door.visitor_as("viewer", units=["13285"])
    assert viewer.get("/quan-ly").status_code == 403
    assert viewer.get("/giam-sat").status_code == 200


def test_a_form_sent_twice_at_once_makes_one_account_and_a_sentence(door):
    person = {"username": "hai.lan", "password": PASSWORD, "roles": ["designer"]}

    def add(_number):
        try:
            return add_account(door.platform, **person)
        except AccountError as refused:
            return str(refused)

    with ThreadPoolExecutor(4) as people:
        said = list(people.map(add, range(4)))
    assert sorted(said) == [*["hai.lan"], *["Đã có tài khoản “hai.lan”."] * 3]
