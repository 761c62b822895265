import click

from survey_app.config import read_config
from survey_app.services.setting_up import set_up


@click.command("init", short_help="Tạo thư mục dữ liệu, khóa bí mật và cơ sở dữ liệu.")
@click.option(
    "--test", "is_test", is_flag=True, help="Đánh dấu cơ sở dữ liệu kiểm thử (cho phép HAILONG_CLOCK)."
)
def command(*, is_test: bool) -> None:
    """Tạo thư mục dữ liệu, khóa bí mật và cơ sở dữ liệu; chạy lại thì chỉ nâng cấp."""
    config = read_config()
    set_up(config=config, kind="test" if is_test else "production")
    click.echo(f"Đã sẵn sàng: {config.home}")
