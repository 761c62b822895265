"""How long the designer waits with the longest questionnaire there may be: 300 items.

    ./run bench designer [--rounds 30] [--quick]

Each figure is a whole request at the staff door: the editor's page, saving one item, moving one, taking a step back.
"""

import re
import tempfile
import time
from collections.abc import Callable

import click
from bench.figures import Figure, Goal, print_figures
from flask.testing import FlaskClient

from forms.editing import blank
from forms.questionnaire import Questionnaire
from forms.reading import parse_questionnaire
from forms.reading_items import MAX_ITEMS
from forms.writing import to_document
from survey_app.config import read_config
from survey_app.platform import open_platform
from survey_app.services.accounts import add_account
from survey_app.services.drafting import beginning
from survey_app.services.setting_up import set_up
from survey_app.views.staff import create_staff_app

CODE = "LONG"
PASSWORD = "quầy số ba mở cửa lúc bảy giờ"  # of a house that lives for a minute
PAGE = f"/thiet-ke/{CODE}/soan"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([^"]+)"')


@click.command(help=__doc__)
@click.option("--rounds", default=30, show_default=True)
@click.option("--quick", is_flag=True, help="Two rounds.")
def main(rounds: int, *, quick: bool) -> None:
    with tempfile.TemporaryDirectory() as home:
        environment = {"HAILONG_HOME": home}
        set_up(config=read_config(environment), kind="test")
        platform = open_platform(read_config(environment))
        beginning.begin(platform, questionnaire=longest(), by="lan")
        add_account(platform, username="lan", roles=["designer"], password=PASSWORD)
        figures = Desk(create_staff_app(platform).test_client()).measured(2 if quick else rounds)
        platform.close()
    print_figures(f"A draft of {MAX_ITEMS} items", figures)


def longest() -> Questionnaire:
    """As many items as there may be, of the kinds designers use, a fifth of them asked after a condition."""
    document = to_document(blank(code=CODE, name="Phiếu dài"))
    items = document["sections"][0]["items"]
    kinds = ("scale", "single", "several", "yes_no", "long_text")
    for number in range(2, MAX_ITEMS + 1):
        kind = kinds[number % len(kinds)]
        item = {"code": f"Q{number}", "kind": kind, "text": {"vi": f"Câu hỏi số {number} về việc phục vụ?"}}
        if kind == "scale":
            item["scale"] = "HL5"
        elif kind in {"single", "several"}:
            item["choices"] = [{"code": f"c{n}", "label": {"vi": f"Lựa chọn {n}"}} for n in range(1, 7)]
        elif kind == "yes_no":
            item["when"] = {"item": "Q1", "in": ["1", "2"]}
        items.append(item)
    return parse_questionnaire(document)


class Desk:
    """A designer who is logged in."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = _TOKEN.search(client.get("/dang-nhap").text)[1]
        self.post("/dang-nhap", username="lan", password=PASSWORD)
        self.token = _TOKEN.search(client.get(PAGE).text)[1]
        self.number = 0

    def post(self, address: str, **fields: str | list[str]) -> None:
        answer = self.client.post(
            address,
            data={"csrf_token": self.token, **fields},
            headers={"Referer": "http://localhost" + address},
        )
        if answer.status_code not in {302, 303}:
            raise SystemExit(f"{address}: {answer.status_code}")

    def measured(self, rounds: int) -> list[Figure]:
        return [
            self._timed("editor page", rounds, self.look, 500),
            self._timed("save an item", rounds, self.save, 100),
            self._timed("move an item", rounds, lambda: self.post(PAGE, do="down:Q150"), 100),
            self._timed("take a step back", rounds, self.step_back, 100, before=self.save),
        ]

    def look(self) -> None:
        answer = self.client.get(PAGE)
        if answer.status_code != 200 or "Q300" not in answer.text:
            raise SystemExit("the page is not the whole draft")

    def save(self) -> None:
        self.number += 1
        self.post(
            f"{PAGE}/cau/Q150",
            seen=self.seen,
            text=f"Câu hỏi đổi lần {self.number}?",
            kind="several",
            code="Q150",
            choice_code=["c1", "c2"],
            choice_label=["Một", "Hai"],
        )

    def step_back(self) -> None:
        self.post(PAGE, do=f"undo:{self.revision}")

    def _timed(
        self,
        name: str,
        rounds: int,
        step: Callable[[], None],
        most: float,
        before: Callable[[], None] | None = None,
    ) -> Figure:
        values = []
        for _ in range(rounds):
            if before is not None:
                self.prepare()
                before()
            self.prepare()
            begin = time.perf_counter()
            step()
            values.append(1000 * (time.perf_counter() - begin))
        return Figure(name=name, unit="ms", values=values, goal=Goal(most=most))

    def prepare(self) -> None:
        """What a person's browser has from the page before."""
        self.seen = _SEEN.search(self.client.get(f"{PAGE}/cau/Q150").text)[1]
        undo = re.search(r'value="undo:(\d+)"', self.client.get(PAGE).text)
        self.revision = undo[1] if undo else "0"


if __name__ == "__main__":
    main()
