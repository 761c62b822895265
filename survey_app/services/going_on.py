"""A counter that ends while another goes on from it: under a new code, or at the unit that followed its own."""

from datetime import date

from sqlalchemy import Connection

from survey_app.store import copies, publications


def go_on(
    connection: Connection, counter_id: int, *, code: str, unit_id: int, on: date, last_day: date
) -> None:
    """From a day on a new counter with this code has what the other one had, which ends on its last day.

    What is open at it goes on at the new one with its quota; what has not begun begins there instead.
    """
    new_id = copies.add_counter_after(connection, counter_id, code=code, unit_id=unit_id, opened_on=on)
    for one in publications.find_going_on(connection, counter_id, on=on):
        if one.opens_on > last_day:
            publications.give_to_counter(connection, one.id, new_id)
        else:
            copies.add_publication_after(connection, one.id, counter_id=new_id, opens_on=on)
            publications.close_publication(connection, one.id, closes_on=last_day)
