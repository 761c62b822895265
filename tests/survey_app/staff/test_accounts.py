"""Adding accounts, by service and by command."""

import json

import pytest
from click.testing import CliRunner

from survey_app.commands import main
from survey_app.services.accounts import AccountError, add_account
from survey_app.store import accounts

from .conftest import PASSWORD


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"username": "ông chủ"}, "Tên đăng nhập gồm"),
        ({"username": "a\0b"}, "Tên đăng nhập gồm"),
        ({"username": "<b>"}, "Tên đăng nhập gồm"),
        ({"username": "x" * 65}, "Tên đăng nhập gồm"),
        ({"password": "ngắn"}, "Mật khẩu cần từ 10 đến 128 ký tự"),
        ({"password": ""}, "Mật khẩu cần từ 10 đến 128 ký tự"),
        ({"password": "d" * 129}, "Mật khẩu cần từ 10 đến 128 ký tự"),
        ({"roles": ["king"]}, "Vai trò phải là một trong"),
        ({"roles": []}, "ít nhất một vai trò"),
        ({"unit_codes": []}, "cần ít nhất một đơn vị"),
        ({"unit_codes": ["99999"]}, "Không có đơn vị “99999”"),
        ({"display_name": "d" * 201}, "dài quá 200 ký tự"),
    ],
)
def test_what_cannot_be_an_account_is_refused_with_a_sentence(house, given, sentence):
    values = {"username": "mot.cua", "password": PASSWORD, "roles": ["manager"], "unit_codes": ["13285"]}
    with pytest.raises(AccountError, match=sentence):
        add_account(house.platform, **(values | given))
    with house.platform.database.reading() as connection:
        assert accounts.list_accounts(connection) == []


def test_a_name_is_given_once_whatever_its_case(house):
    add_account(house.platform, username="Mot.Cua", password=PASSWORD, roles=["designer"])
    with pytest.raises(AccountError, match=r"Đã có tài khoản “mot\.cua”"):
        add_account(house.platform, username="MOT.CUA", password=PASSWORD, roles=["designer"])


def test_an_account_may_have_several_roles_and_units_and_is_listed_with_them(house):
    add_account(
        house.platform,
        username="hai.vai",
        password=PASSWORD,
        roles=["supervisor", "manager", "manager"],
        unit_codes=["13501", "13285"],
        display_name="  Hai   vai ",
    )
    with house.platform.database.reading() as connection:
        (row,) = accounts.list_accounts(connection)
    assert row.roles == ("manager", "supervisor")
    assert [unit.code for unit in row.units] == ["13285", "13501"]
    assert row.display_name == "Hai vai"


@pytest.fixture
def hailong(house):
    """The command line on this house."""
    environment = {"HAILONG_HOME": str(house.config.home), "HAILONG_DATABASE_URL": house.config.database_url}

    def call(*arguments, code=0, **more):
        done = CliRunner().invoke(main, ["user", *arguments], env=environment, **more)
        assert done.exit_code == code, done.output
        return done.stdout if code == 0 else done.stderr

    return call


def test_an_account_added_by_command_is_listed_and_can_log_in(hailong, door):
    hailong(
        "add",
        "mot.cua",
        "--role",
        "manager",
        "--unit",
        "13285",
        "--password-file",
        "-",
        input=PASSWORD + "\n",
    )
    assert "mot.cua" in hailong()
    (row,) = json.loads(hailong("--json"))
    assert row == {
        "username": "mot.cua",
        "display_name": "mot.cua",
        "active": True,
        "roles": ["manager"],
        "units": ["13285"],
        "must_change_password": False,
        "has_second_factor": False,
    }
    assert door.visitor().log_in("mot.cua").status_code == 303


def test_a_password_typed_twice_is_asked_for_on_the_terminal_and_never_shown(hailong, door):
    said = hailong("add", "thiet.ke", "--role", "designer", input=f"{PASSWORD}\n{PASSWORD}\n")
    assert PASSWORD not in said
    assert door.visitor().log_in("thiet.ke").status_code == 303


def test_a_fault_in_the_account_is_a_sentence_and_exit_code_one(hailong):
    said = hailong("add", "mot.cua", "--role", "manager", "--password-file", "-", input=PASSWORD, code=1)
    assert "cần ít nhất một đơn vị" in said


@pytest.mark.parametrize("wrong", [["add"], ["add", "a.b"], ["add", "a.b", "--role", "king"], ["king"]])
def test_a_command_used_wrongly_ends_with_exit_code_two(hailong, wrong):
    hailong(*wrong, code=2)


def test_a_house_without_accounts_says_how_to_add_one(hailong):
    assert "hailong user add" in hailong()
    assert json.loads(hailong("--json")) == []
