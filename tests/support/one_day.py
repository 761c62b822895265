"""Acts that people do on the pages, one after the other on one day, each time in a corner of the house of its own.

A corner is two communes, two counters and a version of a form of its own, open with a quota since yesterday. After its
acts every code must lead where it should, today's answers must still be taken, and no act may have ended in a 5xx.
"""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from forms.editing import put_header
from forms.reading import load_instrument, parse_questionnaire
from forms.writing import to_document
from survey_app.form_keys import FIELD
from survey_app.platform import Platform
from survey_app.services import publishing, registering
from survey_app.services.answering import Accepted, CounterGoneError, open_form, submit
from survey_app.services.publication_lists import list_targets
from survey_app.store import counters, units
from survey_app.store.counters import Closing
from survey_app.store.quotas import QuotaRow
from survey_app.views.citizen import create_citizen_app

QUOTA, WIDER = (40, 400), (50, 500)  # a day, in all
UNITS = "code,name,level,type,block,parent_code,valid_from\n"
COUNTERS = "code,name,unit_code,procedure_field,opened_on\n"
WAYS = "predecessor_code,successor_code,extent,name,type,parent_code\n"
SAID = re.compile(r'<(?:p|div|ul|li|section)[^>]*(?:class="[^"]*(?:warn|error|faults)|role="alert")[^>]*>')
SEEN = re.compile(r'name="seen" value="([^"]*)"')
GONE = "Không có trang này"
NOWHERE = "nowhere"


@dataclass(slots=True, kw_only=True)
class Corner:
    """What one run of acts is about, and what they have made of it."""

    name: str
    template: str
    codes: list[str]  # the counters as they were
    keys: dict[str, str] = field(default_factory=dict)  # a form opened at each before the acts
    replaced: set[str] = field(default_factory=set)

    @property
    def unit(self) -> str:
        return f"{self.name}A"

    @property
    def neighbour(self) -> str:
        return f"{self.name}B"


Act = Callable[["Day", Corner], list[str]]


@dataclass(slots=True, kw_only=True)
class Day:
    """A house with an administrator in front of it."""

    platform: Platform
    client: Any
    token: str
    citizens: Any
    today: date
    accepted: int = 0
    status: int = 0  # of the last reply
    quotas: dict[str, tuple[int, int] | None] = field(default_factory=dict)  # what people asked for, by code

    @classmethod
    def begin(cls, platform: Platform, client: Any, token: str) -> "Day":
        """`client` has logged in as an administrator."""
        citizens = create_citizen_app(platform).test_client()
        return cls(platform=platform, client=client, token=token, citizens=citizens, today=platform.today)

    def furnish(self, runs: Sequence[Sequence[Act]]) -> list[Corner]:
        """A corner for each run of acts, all at once; only what changes a form needs one of its own."""
        names = [f"X{number}" for number in range(len(runs))]
        database, yesterday = self.platform.database, self.today - timedelta(days=1)
        rows = [
            f"{n}{part},Xã {n}{part},commune,xa,xa,37,{yesterday - timedelta(days=30)}\n"
            for n in names
            for part in "AB"
        ]
        done = registering.import_units(database, source=(UNITS + "".join(rows)).encode())
        assert not done.faults, done.faults[:2]
        corners = [
            Corner(
                name=name,
                template=f"T{name}" if CHANGE_THE_FORM & set(acts) else "SHARED",
                codes=[f"{name:0>7}{n}" for n in range(2)],
            )
            for name, acts in zip(names, runs, strict=True)
        ]
        seats = [
            f"{code},Quầy {n},{corner.neighbour if n else corner.unit},Hộ tịch,{yesterday}\n"
            for corner in corners
            for n, code in enumerate(corner.codes)
        ]
        done = registering.import_counters(
            database, source=(COUNTERS + "".join(seats)).encode(), today=self.today
        )
        assert not done.faults, done.faults[:2]
        for template, together in groupby(sorted(corners, key=_template), key=_template):
            publishing.freeze(database, questionnaire=_form(template))
            publishing.publish(
                database,
                template=template,
                number=None,
                counter_codes=[code for corner in together for code in corner.codes],
                opens_on=yesterday,
                quota=QuotaRow(a_day=QUOTA[0], in_all=QUOTA[1], closes=True),
            )
        for corner in corners:
            corner.keys = {code: open_form(self.platform, code=code).key for code in corner.codes}
        return corners

    def post(self, path: str, **fields: Any) -> list[str]:
        """What is wrong with the reply: a 5xx, or a refusal that says nothing."""
        response = self.client.post(path, data={"csrf_token": self.token, **fields}, buffered=True)
        self.status = response.status_code
        if response.status_code >= 500:
            return [f"{response.status_code} from {path}"]
        if response.status_code >= 400 and not (SAID.search(response.text) or GONE in response.text):
            return [f"{response.status_code} without a sentence from {path}"]
        return []

    def upload(self, path: str, table: str, **fields: Any) -> list[str]:
        return self.post(path, file=(io.BytesIO(table.encode()), "bang.csv"), **fields)


PLACES = "/quan-tri/don-vi"


def close_version(day: Day, corner: Corner) -> list[str]:
    return day.post(f"/thiet-ke/{corner.template}/ban/1/dong")


def close_publication(day: Day, corner: Corner) -> list[str]:
    return day.post(f"/quan-tri/dot-phat-hanh/dong?tim=xa+{corner.name}", counter=corner.codes[0])


def publish(day: Day, corner: Corner, quota: tuple[int, int] | None = None, **fields: str) -> list[str]:
    """The newest version at every standing counter of the corner, in place of what is there."""
    with day.platform.database.reading() as connection:
        number = len(publishing.templates.list_versions(connection, template=corner.template))
    wanted = f"xa {corner.name}"
    found = [target.code for target in list_targets(day.platform, wanted=wanted)]
    if quota is not None:
        fields |= {"a_day": str(quota[0]), "in_all": str(quota[1]), "closes": "yes"}
    page = f"/thiet-ke/{corner.template}/ban/{number}/phat-hanh"
    faults = day.post(page, wanted=wanted, counter=found, overlap="replace", **fields)
    if day.status == 303:
        day.quotas |= dict.fromkeys(found, quota)
    return faults


def widen_the_quota(day: Day, corner: Corner) -> list[str]:
    return publish(day, corner, WIDER)


def publish_for_today(day: Day, corner: Corner) -> list[str]:
    return publish(day, corner, WIDER, closes_on=day.today.isoformat())


def freeze_another_version(day: Day, corner: Corner) -> list[str]:
    changed = put_header(
        _form(corner.template), {"name": {"vi": f"Phiếu {corner.name} mới", "en": corner.name}}
    )
    publishing.freeze(day.platform.database, questionnaire=changed)
    return []


def replace_code(day: Day, corner: Corner) -> list[str]:
    code = corner.codes[0]
    faults = day.post(f"{PLACES}/{_unit_of(day, code)}/quay/{code}/doi-ma")
    with day.platform.database.reading() as connection:
        found = counters.find_counter(connection, code)
    if found is not None and found.revoked_on is not None:
        corner.replaced.add(code)
    return faults


def close_counter(day: Day, corner: Corner) -> list[str]:
    code = corner.codes[0]
    return day.post(f"{PLACES}/{_unit_of(day, code)}/quay/{code}/dong")


def add_counter(day: Day, corner: Corner) -> list[str]:
    return day.post(f"{PLACES}/{corner.unit}/quay", name="Quầy thêm", procedure_field="Đất đai")


def _reorganise(day: Day, rows: str) -> list[str]:
    return day.upload(f"{PLACES}/nap/sap-xep", WAYS + rows, day=day.today.isoformat())


def rename(day: Day, corner: Corner) -> list[str]:
    return _reorganise(day, f"{corner.unit},{corner.name}M,toan_bo,Xã {corner.name} Mới,xa,37\n")


def rename_under_its_code(day: Day, corner: Corner) -> list[str]:
    return _reorganise(day, f"{corner.unit},{corner.unit},toan_bo,Xã {corner.name} Tên Mới,xa,37\n")


def merge(day: Day, corner: Corner) -> list[str]:
    """Both into a new one."""
    name = f"{corner.name}M"
    return _reorganise(
        day, f"{corner.unit},{name},toan_bo,Xã {name},xa,37\n{corner.neighbour},{name},toan_bo,,,\n"
    )


def go_into_the_neighbour(day: Day, corner: Corner) -> list[str]:
    return _reorganise(day, f"{corner.unit},{corner.neighbour},toan_bo,,,\n")


def split(day: Day, corner: Corner) -> list[str]:
    one, other = f"{corner.name}P", f"{corner.name}Q"
    return _reorganise(
        day,
        f"{corner.unit},{one},mot_phan,Xã {one},xa,37\n{corner.unit},{other},mot_phan,Xã {other},xa,37\n",
    )


def move_counters(day: Day, corner: Corner) -> list[str]:
    page = f"{PLACES}/chuyen-quay"
    seen = SEEN.search(day.client.get(page).text)
    return day.post(page, seen=seen[1] if seen else "", **{corner.unit: f"{corner.name}P"})


def register_again(day: Day, corner: Corner) -> list[str]:
    since = day.today - timedelta(days=31)
    return day.upload(
        f"{PLACES}/nap/tep", UNITS + f"{corner.unit},Xã cũ,commune,xa,xa,37,{since}\n", what="units"
    )


ACTS: tuple[Act, ...] = (
    close_version,
    close_publication,
    publish,
    widen_the_quota,
    publish_for_today,
    replace_code,
    close_counter,
    rename,
    rename_under_its_code,
    merge,
    go_into_the_neighbour,
    split,
    move_counters,
)
CHANGE_THE_FORM = {close_version, freeze_another_version}
TOUCH_THE_NEIGHBOUR = {merge, go_into_the_neighbour}
FURTHER_ACTS: tuple[Act, ...] = (freeze_another_version, add_counter, register_again)


def live_through(day: Day, corner: Corner, acts: Sequence[Act]) -> list[str]:
    """Do the acts, then look at the corner as citizens and staff do; gives what is wrong."""
    faults = []
    for act in acts:
        faults += act(day, corner)
    for code in corner.codes if TOUCH_THE_NEIGHBOUR & set(acts) else corner.codes[:1]:
        faults += _door_faults(day, corner, code)
        if acts[-1] is move_counters and close_counter not in acts:
            faults += _unit_faults(day, code)
    told = ", ".join(act.__name__ for act in acts)
    return [f"{told}: {fault}" for fault in faults]


def _door_faults(day: Day, corner: Corner, code: str) -> list[str]:
    """Every act leaves today's answers: at the code itself or, where it was replaced, at the new one."""
    faults = []
    replaced = code in corner.replaced
    if _late_answer(day, corner, code) is replaced:
        faults.append(f"a form opened before at {code} was {'taken' if replaced else 'refused'}")
    status = day.citizens.get(f"/K/{code}").status_code
    if status != (410 if replaced else 200):
        faults.append(f"{code} answers {status}")
    here = _follower(day, code) if replaced else code
    try:
        form = open_form(day.platform, code=here)
    except CounterGoneError:
        return [*faults, f"nothing is open behind {here}"]
    answer = MultiDict({"Q1": "5", FIELD: form.key})
    day.accepted += isinstance(submit(day.platform, code=form.door.code, body=answer), Accepted)
    return faults + _quota_faults(day, form.door.code, form.door.closing)


def _unit_faults(day: Day, code: str) -> list[str]:
    """Where counters have just been moved, none takes answers for a unit that has ended."""
    with day.platform.database.reading() as connection:
        revoked = counters.find_counter(connection, code)
        here = _follower(day, code) if revoked and revoked.revoked_on else code
        door = open_form(day.platform, code=here).door
        found = counters.find_counter(connection, door.code)
        standing = {unit.id for unit in units.list_units(connection, on=day.today)}
    return [] if found and found.unit_id in standing else [f"{code} leads to a unit that has ended"]


def _late_answer(day: Day, corner: Corner, code: str) -> bool:
    try:
        done = submit(day.platform, code=code, body=MultiDict({"Q1": "4", FIELD: corner.keys[code]}))
    except CounterGoneError:
        return False
    day.accepted += isinstance(done, Accepted)
    return True


def _quota_faults(day: Day, code: str, closing: Closing | None) -> list[str]:
    """What is open has the quota that was asked for, wherever it has gone."""
    wanted = day.quotas.get(_first_of(day, code), QUOTA)
    told = None if closing is None else (closing.a_day, closing.in_all)
    return [] if told == wanted else [f"the quota at {code} is {told}, not {wanted}"]


def _first_of(day: Day, code: str) -> str:
    """The counter from which this one goes on and that got its quota from a person."""
    while code not in day.quotas:
        with day.platform.database.reading() as connection:
            query = text(
                "SELECT c.code FROM counter c JOIN counter f ON f.id = c.moved_to_id WHERE f.code = :code"
            )
            before = connection.execute(query, {"code": code}).scalar()
        if before is None:
            break
        code = str(before)
    return code


def _follower(day: Day, code: str) -> str:
    with day.platform.database.reading() as connection:
        query = text(
            "SELECT f.code FROM counter c JOIN counter f ON f.id = c.moved_to_id WHERE c.code = :code"
        )
        return str(connection.execute(query, {"code": code}).scalar() or NOWHERE)


def _unit_of(day: Day, code: str) -> str:
    """The page of an ended unit is gone (404): its counters move first."""
    with day.platform.database.reading() as connection:
        row = counters.find_counter(connection, code)
    return row.unit_code if row else NOWHERE


def _template(corner: Corner) -> str:
    return corner.template


def _form(template: str) -> Any:
    named = {"code": template, "name": {"vi": f"Phiếu {template}", "en": template}}
    return parse_questionnaire(to_document(load_instrument("QUICK")) | named)
