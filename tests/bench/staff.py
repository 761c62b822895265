"""Staff in a browser of few words: log in, open pages, upload; and strangers who do the same without an account."""

import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from support.hostile_files import Destination

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE = 60.0


@dataclass(slots=True)
class Browser:
    """One session at a server."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> tuple[int, str]:
        """Status and page; 0 where no whole answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            connection.request(method, path, body, told | headers)
            reply = connection.getresponse()
            page = reply.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()
        for given in reply.headers.get_all("Set-Cookie", ()):
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply.status, page

    def log_in(self, name: str, password: str) -> bool:
        found = TOKEN.search(self.ask("GET", "/dang-nhap")[1])
        return found is not None and self.send_password(found[1], name, password) == 303

    def send_password(self, token: str, name: str, password: str) -> int:
        sent = {"csrf_token": token, "username": name, "password": password, "next": ""}
        return self.ask("POST", "/dang-nhap", urlencode(sent), **FORM)[0]

    def upload(self, destination: Destination, name: str, content: bytes) -> int:
        token = TOKEN.search(self.ask("GET", destination.page)[1])
        fields = {"csrf_token": token[1] if token else "", **destination.fields}
        body, kind = multipart(fields, name, content)
        return self.ask("POST", destination.to, body, **{"Content-Type": kind})[0]


def multipart(fields: dict[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    mark = "bench-boundary"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    parts.append(
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        + b"\r\n"
    )
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
