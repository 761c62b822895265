"""The registry of sheets: what must be printed again, what must come down, and what is still right."""

import pytest

from survey_app.services import house_settings, places, reorganising
from survey_app.services.moving import follow_successions
from survey_app.services.poster_registry import Need, PosterError, list_posters
from survey_app.services.posters import Paper, print_posters

MERGER = """predecessor_code,successor_code,extent,name,type,parent_code
13285,13999,toan_bo,Phường Phủ Lý Mới,phuong,37
13501,13999,toan_bo,Phường Phủ Lý Mới,phuong,37
"""


def _needs(platform):
    return {one.content.code: one.need for one in list_posters(platform).counters}


def _print_all(platform, paper=Paper.A4):
    print_posters(platform, list_posters(platform).counters, paper=paper)


def test_a_printed_sheet_is_right_until_its_counter_changes(house):
    assert set(_needs(house.platform).values()) == {Need.NEVER}
    _print_all(house.platform)
    assert set(_needs(house.platform).values()) == {Need.FINE}


def test_another_owner_body_makes_every_sheet_wrong_and_printing_makes_them_right(house):
    _print_all(house.platform)
    house_settings.change_settings(
        house.platform, owner_body="Ban Tuyên giáo và Dân vận", second_factor_roles=[]
    )
    assert set(_needs(house.platform).values()) == {Need.CHANGED}
    _print_all(house.platform)
    assert set(_needs(house.platform).values()) == {Need.FINE}


def test_an_old_sticker_is_not_forgotten_because_the_poster_is_new(house):
    _print_all(house.platform, Paper.STICKER)
    house_settings.change_settings(house.platform, owner_body="Ban Dân vận Tỉnh ủy", second_factor_roles=[])
    _print_all(house.platform, Paper.A4)
    assert set(_needs(house.platform).values()) == {Need.CHANGED}
    one = list_posters(house.platform).counters[0]
    assert [(sheet.paper, sheet.serial) for sheet in one.newest] == [("sticker", 1), ("a4", 2)]


def test_after_a_merger_the_new_counters_are_due_and_the_old_sheets_come_down(house):
    platform = house.platform
    _print_all(platform)
    done = reorganising.reorganise(
        platform.database, source=MERGER.encode(), takes_effect=platform.today, today=platform.today
    )
    assert not done.faults
    follow_successions(platform.database, on=platform.today)
    house.half_day_later(2)
    registry = list_posters(platform)
    assert [one.content.unit for one in registry.due] == ["Phường Phủ Lý Mới"] * 3
    assert {one.need for one in registry.due} == {Need.NEVER}
    follow = {one.code: one.moved_to for one in registry.ended}
    assert set(follow) == {"7K4M2QX0", "7K4M2QX1", "7K4M2QX2"}
    assert set(follow.values()) == {one.content.code for one in registry.due}


def test_a_revoked_code_comes_down_and_is_never_printed_again(house):
    _print_all(house.platform)
    places.replace_code(house.platform, code="7K4M2QX0")
    registry = list_posters(house.platform)
    assert [one.code for one in registry.ended] == ["7K4M2QX0"]
    assert "7K4M2QX0" not in _needs(house.platform)
    assert len(registry.due) == 1


def test_a_unit_means_everything_under_it_and_nothing_else(house):
    assert len(list_posters(house.platform, unit_code="37").counters) == 3
    assert [one.content.code for one in list_posters(house.platform, unit_code="13501").counters] == [
        "7K4M2QX2"
    ]
    with pytest.raises(PosterError, match="Không có đơn vị"):
        list_posters(house.platform, unit_code="99999")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("phu ly", 2),
        ("Bình Lục", 1),
        ("ninh binh", 3),
        ("quay 2", 1),
        ("7k4m 2qx0", 1),
        ("13285", 2),
        ("không có", 0),
        ("", 3),
    ],
)
def test_a_search_finds_counters_by_any_name_or_code_without_marks(house, wanted, found):
    assert len(list_posters(house.platform).find(wanted).counters) == found
