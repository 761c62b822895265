from survey_app.commands import main

main(prog_name="hailong")
