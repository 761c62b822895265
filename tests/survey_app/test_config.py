import pytest

from survey_app.config import ConfigError, read_config
from survey_app.platform import open_platform
from survey_app.services.setting_up import set_up


def environment(tmp_path, **more):
    return {"HAILONG_HOME": str(tmp_path / "home"), **more}


def test_without_a_secret_nothing_opens(tmp_path):
    with pytest.raises(ConfigError, match="khóa bí mật"):
        open_platform(read_config(environment(tmp_path)))


@pytest.mark.parametrize(
    "secret",
    ["short", "changeme-changeme-changeme-changeme", "a" * 64, "my-secret-key-for-the-province-2026"],
)
def test_a_default_short_or_copied_secret_is_refused(tmp_path, secret):
    with pytest.raises(ConfigError, match="quá yếu"):
        read_config(environment(tmp_path, HAILONG_SECRET_KEY=secret)).require_secret()


def test_setting_up_makes_a_secret_of_its_own_and_keeps_it(tmp_path):
    for _ in range(2):
        set_up(config=read_config(environment(tmp_path)), kind="production")
    first = read_config(environment(tmp_path)).require_secret()
    set_up(config=read_config(environment(tmp_path / "other")), kind="production")
    assert first != read_config(environment(tmp_path / "other")).require_secret()
    assert (tmp_path / "home" / "secret.key").stat().st_mode & 0o077 == 0


def test_a_production_house_does_not_run_under_a_made_up_clock(tmp_path):
    set_up(config=read_config(environment(tmp_path)), kind="production")
    with pytest.raises(ConfigError, match="HAILONG_CLOCK"):
        open_platform(read_config(environment(tmp_path, HAILONG_CLOCK="2026-10-01T08:00")))


def test_a_database_that_was_not_set_up_is_told_so_and_not_made(tmp_path):
    settings = environment(tmp_path, HAILONG_SECRET_KEY="0123456789abcdefghijklmnopqrstuvwxyz")
    with pytest.raises(ConfigError, match="hailong init"):
        open_platform(read_config(settings))
    assert not (tmp_path / "home" / "hailong.db").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HAILONG_PORT", "80000"),
        ("HAILONG_PORT", "tám"),
        ("HAILONG_PORT", "٨٠"),
        ("HAILONG_CLOCK", "hôm qua"),
        ("HAILONG_DATABASE_URL", "mysql://x"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, name, value):
    with pytest.raises(ConfigError, match=name):
        read_config(environment(tmp_path, **{name: value}))


def test_settings_in_the_env_file_count_where_the_environment_is_silent(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".env").write_text(
        "# cổng\nHAILONG_PORT=8123\nHAILONG_PUBLIC_URL='https://hailong.vn/'\n"
    )
    assert read_config(environment(tmp_path)).port == 8123
    assert read_config(environment(tmp_path)).public_url == "https://hailong.vn"
    assert read_config(environment(tmp_path, HAILONG_PORT="9000")).port == 9000
