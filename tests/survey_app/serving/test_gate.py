"""Who is slow, sends rubbish or hangs up costs himself and nobody else."""

import re
import time

import pytest
from support.gates import ask, connect, crowd, gate_before, slow_door, wait_until, whole
from support.ports import free_port

from survey_app.serving.connections import Deadlines

SHORT = Deadlines(idle=1.5, head=1.5, body=1.5, reading=1.5)
SLOW_STARTS = {
    "nothing": b"",
    "a byte": b"G",
    "half a head": b"POST /K/7K4M2QX0 HTTP/1.1\r\nHost: a\r\n",
    "half a body": b"POST /K/7K4M2QX0 HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nQ1=5",
    "half a chunk": b"POST /K/7K4M2QX0 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nQ1",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with gate_before(tmp_path_factory.mktemp("gate"), deadlines=SHORT) as (_, port):
        yield port


@pytest.mark.parametrize("start", SLOW_STARTS.values(), ids=SLOW_STARTS.keys())
def test_connections_that_say_next_to_nothing_keep_nobody_out(port, start):
    with crowd(port, 64) as slow:
        for connection in slow:
            connection.sendall(start)
        assert ask(port, "/K/7K4M2QX0")[0] == 200
        assert ask(port, "/quan-ly")[0] == 200
        status, _ = whole(slow[0])  # it is sent away when its time is over
        assert status == (408 if start else 0)


def test_the_same_connections_shut_a_door_without_its_gate():
    with slow_door(f"127.0.0.1:{(bare := free_port())}", threads=4):
        wait_until(lambda: is_open(bare), "the door did not open")
        with crowd(bare, 4) as slow:
            for connection in slow:
                connection.sendall(b"G")
            time.sleep(0.2)
            assert ask(bare, "/K/7K4M2QX0", timeout=1)[0] == 0


def is_open(port):
    try:
        return ask(port, "/")[0] == 200
    except OSError:
        return False


def test_drops_that_never_become_a_request_end_in_time(port):
    with connect(port) as dripping:
        began = time.monotonic()
        try:
            while time.monotonic() - began < 20:
                dripping.sendall(b"G")
                time.sleep(0.1)
        except OSError:
            return
    pytest.fail("a head that never ends was read for as long as it came")


def test_at_the_limit_of_connections_the_slowest_goes_and_the_new_one_is_heard(tmp_path):
    with gate_before(tmp_path, most_connections=8) as (_, port), crowd(port, 30) as slow:
        assert ask(port, "/K/7K4M2QX0")[0] == 200
        assert whole(slow[0]) == (0, b"")


def test_who_hangs_up_before_the_turn_is_not_computed_for(tmp_path):
    with gate_before(tmp_path) as (_, port):
        before = calls(port)
        for _ in range(40):
            with connect(port) as impatient:
                impatient.sendall(b"GET /giam-sat?seconds=0.2 HTTP/1.1\r\nHost: a\r\n\r\n")
        assert ask(port, "/quan-ly")[0] == 200
        time.sleep(0.5)
        assert calls(port) - before <= 6  # those that had begun, and ours


def test_one_who_asks_again_and_again_waits_behind_himself(tmp_path):
    with gate_before(tmp_path) as (_, port), crowd(port, 60) as greedy:
        for connection in greedy:
            connection.sendall(
                b"GET /giam-sat?seconds=0.3 HTTP/1.1\r\nHost: a\r\nCookie: hailong=greedy\r\n\r\n"
            )
        began = time.monotonic()
        assert ask(port, "/giam-sat", headers=["Cookie: hailong=modest"])[0] == 200
        assert time.monotonic() - began < 60 / 2 * 0.3 / 2  # half of what the greedy one waits for all of his
        assert ask(port, "/K/7K4M2QX0")[0] == 200


@pytest.mark.parametrize(
    ("kind", "waits"), [("multipart/form-data; boundary=a", False), ("text/plain", True)]
)
def test_pages_do_not_wait_behind_files_that_take_their_reader_long(tmp_path, kind, waits):
    with gate_before(tmp_path) as (_, port), crowd(port, 4) as senders:
        for number, connection in enumerate(senders):
            connection.sendall(
                f"POST /nhap?seconds=1.5 HTTP/1.1\r\nHost: a\r\nCookie: hailong={number}\r\n"
                f"Content-Type: {kind}\r\nContent-Length: 0\r\n\r\n".encode()
            )
        time.sleep(0.2)
        began = time.monotonic()
        assert ask(port, "/quan-ly")[0] == 200
        assert (time.monotonic() - began > 0.6) is waits


def test_wrong_passwords_that_come_as_files_take_no_turn_of_a_file(tmp_path):
    with gate_before(tmp_path) as (_, port), crowd(port, 4) as flood:
        for number, connection in enumerate(flood):
            connection.sendall(
                f"POST /dang-nhap?seconds=1.5 HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.0.0.{number}\r\n"
                "Content-Type: multipart/form-data; boundary=a\r\nContent-Length: 0\r\n\r\n".encode()
            )
        time.sleep(0.2)
        began = time.monotonic()
        file = ["Content-Type: multipart/form-data; boundary=a", "Cookie: hailong=known"]
        assert ask(port, "/nhap", method="POST", body=b"", headers=file)[0] == 200
        assert time.monotonic() - began < 0.6


def test_who_logged_in_here_before_does_not_wait_behind_a_flood_of_wrong_passwords(tmp_path):
    with gate_before(tmp_path) as (_, port), crowd(port, 60) as flood:
        sent = b"username=a&password=b"
        head = f"POST /dang-nhap?seconds=0.3 HTTP/1.1\r\nHost: a\r\nContent-Length: {len(sent)}\r\n\r\n"
        for connection in flood:
            connection.sendall(head.encode() + sent)
        began = time.monotonic()
        known = ["Cookie: hailong-may=known"]
        assert ask(port, "/dang-nhap", method="POST", body=sent, headers=known)[0] == 200
        assert time.monotonic() - began < 60 / 2 * 0.3 / 2


def calls(port):
    return int(re.search(rb"calls (\d+)", ask(port, "/static/x")[1])[1])


@pytest.mark.parametrize("path", ["/K/7K4M2QX0", "/nhap", "/%4B/7K4M2QX0", "/k/7k4m2qx0"])
@pytest.mark.parametrize("way", ["announced", "chunked", "in chunks without end"])
def test_a_large_body_is_refused_before_it_is_read(port, path, way):
    if way == "announced":
        status, answer = ask(port, path, method="POST", body=b"x" * 70_000)
    else:
        with connect(port) as connection:
            connection.sendall(
                f"POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
            )
            try:
                for _ in range(40):
                    connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")
            except OSError:
                pass
            status, answer = whole(connection)
    assert status == 413
    assert "quá lớn" in answer.decode()


def test_a_large_body_comes_in_from_who_is_logged_in_and_only_at_the_staff_door(tmp_path):
    with gate_before(tmp_path) as (_, port):
        body = b"x" * 300_000
        assert ask(port, "/nhap", method="POST", body=body, headers=["Cookie: hailong=known"])[0] == 200
        assert ask(port, "/nhap", method="POST", body=body, headers=["Cookie: hailong=other"])[0] == 413
        assert ask(port, "/K/A", method="POST", body=body, headers=["Cookie: hailong=known"])[0] == 413


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked, x\r\n\r\n0\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nA b: c\r\n\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 8_000 + b"\r\n",
    ],
)
def test_what_is_no_request_is_refused_in_a_sentence_and_never_a_broken_server(port, rubbish):
    with connect(port) as connection:
        connection.sendall(rubbish)
        status, answer = whole(connection)
    assert status in {400, 431}
    assert "<h1>" in answer.decode()


def test_requests_one_behind_the_other_are_answered_in_order(port):
    with connect(port) as connection:
        ahead = [f"GET /K/{n}?bytes={n} HTTP/1.1\r\nHost: a\r\n\r\n" for n in range(1, 9)]
        last = "GET /K/9?bytes=9 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        connection.sendall("".join([*ahead, last]).encode())
        answer = whole(connection)[1]
    assert [len(x) for x in re.findall(rb"bytes 0 (x+)", answer)] == list(range(1, 10))


def test_who_does_not_read_a_long_answer_holds_no_page_of_others(tmp_path):
    with gate_before(tmp_path, deadlines=SHORT) as (_, port), crowd(port, 8) as lazy:
        for number, connection in enumerate(lazy):
            connection.sendall(
                f"GET /tai-ve?bytes=30000000 HTTP/1.1\r\nHost: a\r\nCookie: hailong={number}\r\n\r\n".encode()
            )
        assert ask(port, "/quan-ly", headers=["Cookie: hailong=other"])[0] == 200


def test_a_visitor_of_another_kind_of_http_is_answered_as_well(port):
    with connect(port) as connection:
        connection.sendall(b"GET /K/A?bytes=3 HTTP/1.0\r\n\r\n")
        assert whole(connection)[1].endswith(b"xxx")
    head = ask(port, "/K/A?bytes=3", method="HEAD")
    assert head[0] == 200
    assert head[1].endswith(b"\r\n\r\n")


def test_the_citizens_door_is_told_no_address(port):
    told = ["X-Forwarded-For: 10.1.2.3", "X-Real-IP: 10.1.2.3", "X-Other: 1"]
    assert re.findall(rb"X-Seen: (\w+)", ask(port, "/K/A", headers=told)[1]) == [b"HTTP_X_OTHER"]
    assert b"HTTP_X_FORWARDED_FOR" in ask(port, "/dang-nhap", headers=told)[1]
