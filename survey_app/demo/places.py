"""The demo's places: the communes of the former Hà Nam, today part of Ninh Bình, four survey points in each."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from forms.reading import load_instrument
from survey_app.platform import Platform
from survey_app.services import publishing, registering
from survey_app.store import counters, units

PROVINCE = "37"
# Instrument: the name of the counter where it is open, and the field of procedures served there.
POINTS = {
    "QUICK": ("Quầy tiếp nhận và trả kết quả", ""),
    "OS9": ("Quầy Đất đai", "Đất đai"),
    "CQTT": ("Điểm khảo sát Chính quyền thân thiện", ""),
    "SIP5": ("Điểm khảo sát Mức độ hài lòng", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One counter of the demo, the commune it belongs to, and what is asked there."""

    code: str
    commune: str
    template: str


def add_places(platform: Platform, *, opens_on: date) -> list[Point]:
    """Register units and counters as an administrator would, and publish the four instruments."""
    source = files("survey_app.demo").joinpath("units.csv").read_bytes()
    _expect(registering.import_units(platform.database, source=source))
    with platform.database.reading() as connection:
        found = units.list_units(connection)
    codes = {unit.id: unit.code for unit in found}
    offices = {
        unit.code: codes[unit.parent_id] for unit in found if unit.level == "office" and unit.parent_id
    }
    table = _counters_csv(list(offices), opens_on)
    _expect(registering.import_counters(platform.database, source=table, today=opens_on))
    with platform.database.reading() as connection:
        registered = counters.list_counters(connection)
    asked = {name: template for template, (name, _) in POINTS.items()}
    points = [Point(code=c.code, commune=offices[c.unit_code], template=asked[c.name]) for c in registered]
    for template in POINTS:
        publishing.freeze(platform.database, questionnaire=load_instrument(template))
        publishing.publish(
            platform.database,
            template=template,
            number=None,
            counter_codes=[point.code for point in points if point.template == template],
            opens_on=opens_on,
            at=int(platform.clock.now().timestamp()),
        )
    return points


def _counters_csv(offices: list[str], opens_on: date) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["name", "unit_code", "procedure_field", "opened_on"])
    for office in offices:
        writer.writerows([name, office, field, opens_on.isoformat()] for name, field in POINTS.values())
    return file.getvalue().encode()


def _expect(done: registering.Imported) -> None:
    if done.faults:
        raise RuntimeError(f"the demo's own places are faulty: {done.faults[0]}")
