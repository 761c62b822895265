"""Make the two data files of this folder from the data set of the package `vietnamadminunits`.

    python -m survey_app.national.make DATASET.db CONVERTER.json

Both files lie in the package's folder `data` (version 1.0.4 of 2025-10-08, licence MIT, copyright Hieu Tran); nothing of
it runs in production. Of the former units only the state right before the reorganisation is known, so they carry the
beginning of 2025 as their first day. Output is the same bytes for the same input.
"""

import csv
import io
import json
import lzma
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
UNIT_COLUMNS = ("code", "name", "level", "type", "parent_code", "is_former")
SUCCESSION_COLUMNS = ("predecessor_code", "successor_code", "level", "is_full", "takes_most")
TYPES = {
    "Tỉnh": "tinh",
    "Thành phố": "thanh_pho",
    "Quận": "quan",
    "Huyện": "huyen",
    "Thị xã": "thi_xa",
    "Phường": "phuong",
    "Thị trấn": "thi_tran",
    "Xã": "xa",
    "Đặc khu": "dac_khu",
}
Row = tuple[Any, ...]


def read_units(dataset: sqlite3.Connection) -> tuple[list[Row], dict[str, str], dict[tuple[str, str], str]]:
    """All units; the code of a former one by its key in the converter; that of a present one by province and ward."""
    rows: dict[tuple[str, str, bool], Row] = {}

    def add(code: str, name: str, level: str, parent: str, *, former: bool) -> None:
        word = next(word for word in TYPES if name.lower().startswith(f"{word.lower()} "))
        name = word + name[len(word) :]  # the source writes "Thị Xã" here and there
        rows[level, code, former] = (code, name, level, TYPES[word], parent, int(former))

    former: dict[str, str] = {}
    query = (
        "SELECT provinceCode, province, districtCode, district, wardCode, ward, provinceKey, districtKey, wardKey "
        "FROM admin_units_legacy"
    )
    for province, p_name, district, d_name, ward, w_name, *keys in dataset.execute(query):
        add(province, p_name, "province", "", former=True)
        add(district, d_name, "district", province, former=True)
        if ward:
            add(ward, w_name, "commune", district, former=True)
        # Five island districts had no communes: the district itself went into its successor.
        former["_".join(key or "" for key in keys)] = ward or district
        former[keys[0]] = province
    present: dict[tuple[str, str], str] = {}
    query = "SELECT provinceCode, province, wardCode, ward, provinceKey, wardKey FROM admin_units"
    for province, p_name, ward, w_name, p_key, w_key in dataset.execute(query):
        add(province, p_name, "province", "", former=False)
        add(ward, w_name, "commune", province, former=False)
        present[p_key, w_key] = ward
        present[p_key, ""] = province
    order = {"province": 0, "district": 1, "commune": 2}
    return sorted(rows.values(), key=lambda r: (r[5], order[r[2]], r[0])), former, present


def read_successions(
    converter: Mapping[str, Any],
    units: Iterable[Row],
    former: Mapping[str, str],
    present: Mapping[tuple[str, str], str],
) -> Iterator[Row]:
    """Every former unit with each unit it went into: wholly, or in parts, of which one takes most."""
    districts = {code: parent for code, _, level, _, parent, old in units if old and level == "commune"}
    for successor, predecessors in converter["DICT_PROVINCE"].items():
        for predecessor in predecessors:
            yield (former[predecessor], present[successor, ""], "province", 1, 1)
    parts: dict[str, set[str]] = defaultdict(set)
    split: set[str] = set()
    for code, successor, full, most in _successors(converter, former, present):
        district = districts.get(code)
        yield (code, successor, "commune" if district else "district", full, most)
        if district:
            parts[district].add(successor)
            split |= set() if full else {district}
    for district, successors in parts.items():
        whole = int(len(successors) == 1 and district not in split)
        for successor in successors:
            yield (district, successor, "district", whole, whole)


def _successors(
    converter: Mapping[str, Any], former: Mapping[str, str], present: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str, int, int]]:
    """Of communes (and the districts without any): predecessor, successor, wholly, mostly."""
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, predecessors in wards.items():
            for predecessor in predecessors:
                yield former[predecessor], present[province, ward], 1, 1
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for predecessor, successors in divided.items():
            for part in successors:
                yield (
                    former[predecessor],
                    present[province, part["newWardKey"]],
                    0,
                    int(part["isDefaultNewWard"]),
                )


def write(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows(rows)
    path.write_bytes(lzma.compress(text.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME))


def main(dataset: str, converter: str) -> None:
    with closing(sqlite3.connect(f"file:{dataset}?mode=ro", uri=True)) as connection:
        units, former, present = read_units(connection)
    read = json.loads(Path(converter).read_text(encoding="utf-8"))
    write(FOLDER / "units.csv.xz", UNIT_COLUMNS, units)
    write(
        FOLDER / "successions.csv.xz",
        SUCCESSION_COLUMNS,
        sorted(read_successions(read, units, former, present)),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
