import socket

import pytest
from support.sockets import OutsideConnectionError

ELSEWHERE = ("192.0.2.1", 80)  # an address that the standards keep for examples


def test_another_machine_is_out_of_reach():
    with socket.socket() as client, pytest.raises(OutsideConnectionError, match=r"192\.0\.2\.1"):
        client.connect(ELSEWHERE)
    with socket.socket() as client, pytest.raises(OutsideConnectionError):
        client.connect_ex(ELSEWHERE)


def test_a_foreign_name_is_not_even_looked_up():
    with pytest.raises(OutsideConnectionError, match=r"phieu\.example"):
        socket.create_connection(("phieu.example", 443))


def test_this_machine_is_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("localhost", port)).close()
        with socket.socket() as client:
            assert client.connect_ex(("127.0.0.1", port)) == 0


def test_a_unix_socket_is_reached(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind("s")
        server.listen()
        client.connect("s")
