from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from support.postgres import PostgresAbsentError, running_server
from support.required import absent


@contextmanager
def _connection(url):
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@pytest.fixture
def own_server():
    try:
        with running_server() as server:
            if server.cluster is None:
                pytest.skip("a server that somebody else runs is not crashed")
            yield server
    except PostgresAbsentError as missing:
        absent(str(missing))


def test_a_copied_database_holds_the_template_and_stays_apart_from_it(postgres_server):
    template = postgres_server.create_database("hailong_test_template")
    try:
        with _connection(template) as connection, connection.begin():
            connection.execute(text("CREATE TABLE phieu (ma text)"))
            connection.execute(text("INSERT INTO phieu VALUES ('đã ghi nhận')"))
        copy = postgres_server.create_database("hailong_test_copy", template="hailong_test_template")
        with _connection(copy) as connection, connection.begin():
            assert connection.scalar(text("DELETE FROM phieu RETURNING ma")) == "đã ghi nhận"
        with _connection(template) as connection:
            assert connection.scalar(text("SELECT count(*) FROM phieu")) == 1
    finally:
        postgres_server.drop_database("hailong_test_copy")
        postgres_server.drop_database("hailong_test_template")


def test_a_database_is_dropped_although_somebody_is_still_connected(postgres_server):
    with _connection(postgres_server.create_database("hailong_test_busy")) as connection:
        connection.execute(text("SELECT 1"))
        postgres_server.drop_database("hailong_test_busy")
        with pytest.raises(OperationalError):
            connection.execute(text("SELECT 1"))


def test_a_crashed_server_comes_back_with_what_was_committed(own_server):
    url = own_server.create_database()
    with _connection(url) as connection:
        assert connection.scalar(text("SHOW fsync")) == "on"
        connection.execute(text("CREATE TABLE phieu (ma text)"))
        connection.execute(text("INSERT INTO phieu VALUES ('A')"))
        connection.commit()
    own_server.cluster.crash()
    own_server.cluster.start()
    with _connection(url) as connection:
        assert connection.scalar(text("SELECT ma FROM phieu")) == "A"
    assert "not properly shut down" in own_server.cluster.log()
