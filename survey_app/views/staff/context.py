"""What every staff page knows: who is here, which rooms stand open, whether the data are real."""

from survey_app.views.staff.guard import rights_or_none
from survey_app.views.staff.house import platform
from survey_app.views.staff.rooms import rooms_of


def page_context() -> dict[str, object]:
    rights = rights_or_none()
    return {"rights": rights, "rooms": rooms_of(rights), "is_demo": platform().is_demo}
