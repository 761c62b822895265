"""The example for nginx is a file that runs: https in front, both doors behind, nobody's address on the disk."""

import datetime as dt
import http.client
import re
import shutil
import ssl
import subprocess
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from support.gates import wait_until
from support.ports import free_port
from support.required import absent

EXAMPLE = Path(__file__).parents[3] / "docs/proxy/nginx.conf"
CODE = "7K4M2QX0"
KEY = re.compile(r'name="?k"? value="?([A-Za-z0-9_-]{59})')
MARK = "203.0.113.77"  # an address that a browser claims, to be found nowhere
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "full-chain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )


@contextmanager
def proxy(folder, behind):
    """Debian's nginx under the example, whose places alone are changed; gives its port."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if program is None:
        absent("nginx is not installed")
    certificate(folder)
    port, text = free_port(), EXAMPLE.read_text(encoding="utf-8")
    for place, ours in {
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx": str(folder),
        "/etc/ssl/hailong": str(folder),
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "listen 443": f"listen 127.0.0.1:{port}",
    }.items():
        assert place in text
        text = text.replace(place, ours)
    settings = folder / "nginx.conf"
    settings.write_text(text, encoding="utf-8")
    process = subprocess.Popen([program, "-c", str(settings), "-p", str(folder), "-g", "daemon off;"])
    try:
        wait_until(lambda: process.poll() is None and (folder / "nginx.pid").exists(), "nginx did not start")
        yield port
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def ask(running, tmp_path):
    folder = tmp_path / "proxy"
    folder.mkdir()
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with running.serving("--web-only"), proxy(folder, running.port) as port:
        trusted.load_verify_locations(folder / "full-chain.pem")

        def ask(method, path, body=None, **headers):
            connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusted, timeout=30)
            connection.request(method, path, body, {"X-Forwarded-For": MARK} | headers)
            reply = connection.getresponse()
            page = reply.read().decode()
            connection.close()
            return reply.status, page

        ask.folder = folder
        yield ask


def test_citizens_and_staff_come_through_and_nothing_of_them_is_written_down(ask):
    status, page = ask("GET", f"/K/{CODE}?ngon-ngu=en")
    assert status in {200, 201}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ask("POST", f"/K/{CODE}", urlencode({"Q1": "5", "k": KEY.search(page)[1]}), **form)[0] == 303
    assert ask("GET", "/dang-nhap")[0] == 200
    assert ask("POST", f"/K/{CODE}", "Q1=" + "x" * 70_000, **form)[0] == 413
    written = b"".join(path.read_bytes() for path in ask.folder.glob("*.log"))
    assert b"citizens 303" in written
    for trace in (CODE, "ngon-ngu", "127.0.0.1", MARK, "Mozilla"):
        assert trace.encode() not in written
