"""The staff door of the small house, and people who knock at it. Every page they see is checked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from flask import Flask
from support.page_checker import check_page
from werkzeug.test import Client, TestResponse

from forms.editing_factors import put_factor
from survey_app.platform import Platform
from survey_app.services.accounts import add_account
from survey_app.services.drafting import beginning, changing
from survey_app.views.staff import create_staff_app

PASSWORD = "Tiếng Việt đủ dấu"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SEEN = re.compile(r'name="(seen|revision|shown)" value="([^"]+)"')  # what a form says its reader has seen


@dataclass(slots=True)
class Visitor:
    """A browser: keeps its cookies, follows no redirect, takes the token from the page before a form."""

    client: Client
    base_url: str = "http://localhost"
    language: str = "vi"

    def speak(self, language: str) -> TestResponse:
        self.language = language
        return self.get(f"/ngon-ngu/{language}")

    def get(self, path: str) -> TestResponse:
        return self._checked(self.client.get(path, base_url=self.base_url, buffered=True))

    def post(self, path: str, data: dict[str, str], *, from_page: str = "/dang-nhap") -> TestResponse:
        page = self.get(from_page).text
        token = TOKEN.search(page)
        assert token, f"{from_page} has no form with a token"
        return self.post_bare(path, {"csrf_token": token[1], **dict(SEEN.findall(page)), **data})

    def post_bare(self, path: str, data: dict[str, str]) -> TestResponse:
        return self._checked(self.client.post(path, data=data, base_url=self.base_url, buffered=True))

    def log_in(self, username: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/dang-nhap", {"username": username, "password": password, **more})

    def _checked(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.status_code not in range(300, 400):
            check_page(response.text, door="staff", lang=self.language)
        return response


@dataclass(slots=True)
class StaffDoor:
    app: Flask
    platform: Platform
    made: set[str] = field(default_factory=set)

    def visitor(self) -> Visitor:
        return Visitor(self.app.test_client())

    def visitor_as(self, *roles: str, units: Sequence[str] = ()) -> Visitor:
        """Log in as an account with these roles on these units."""
        name = "-".join((*roles, *units))
        if name not in self.made:
            self.made.add(name)
            add_account(self.platform, username=name, password=PASSWORD, roles=roles, unit_codes=units)
        visitor = self.visitor()
        assert visitor.log_in(name).status_code == 303
        return visitor


@pytest.fixture
def door(house) -> StaffDoor:
    return StaffDoor(create_staff_app(house.platform), house.platform)


@pytest.fixture
def empty_door(empty_house) -> StaffDoor:
    return StaffDoor(create_staff_app(empty_house.platform), empty_house.platform)


@pytest.fixture
def draft(door) -> str:
    """The code of a template with a draft in which every kind of part stands."""
    beginning.begin_next(door.platform, code="QUICK", by="lan")
    factor = {"code": "F", "name": {"vi": "Chung"}, "items": ["Q1"]}
    changing.change(
        door.platform,
        code="QUICK",
        by="lan",
        step="add",
        part="factor/",
        do=lambda questionnaire: put_factor(questionnaire, factor),
    )
    return "QUICK"
