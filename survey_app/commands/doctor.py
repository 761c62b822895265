from dataclasses import asdict

import click

from survey_app.commands import output
from survey_app.services.examining import examine


@click.command("doctor")
@click.option("--json", "json_", is_flag=True, help="In JSON.")
def command(*, json_: bool) -> None:
    """Kiểm tra: đếm lại mọi phiếu và so với bảng đếm."""
    with output.platform() as platform, output.progress("Đếm lại") as tick:
        findings = examine(platform, tick=tick)
    if json_:
        output.as_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(
                f"{'✗' if finding.wrong else '✓'} {finding.check}{': ' if finding.wrong else ''}"
                f"{'; '.join(finding.wrong)}"
            )
            for sentence in finding.told:
                click.echo(f"  {sentence}")
    if any(finding.wrong for finding in findings):
        raise SystemExit(output.FOUND_PROBLEM)
