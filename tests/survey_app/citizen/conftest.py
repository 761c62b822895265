import gzip
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from support.page_checker import check_page
from support.receipts import key_of

from survey_app.views.citizen import create_citizen_app

CODE = "7K4M2QX0"


@pytest.fixture
def visit(house):
    """Open and send pages at the citizens' door; every page that comes back is checked."""
    client = create_citizen_app(house.platform).test_client()

    class Visit:
        def get(self, path, **options):
            return self._checked(client.get(path, **options))

        def post(self, path, **options):
            return self._checked(client.post(path, **options))

        def put(self, path):
            return self._checked(client.put(path))

        def head(self, path):
            return self._checked(client.head(path))

        def key(self, code=CODE):
            return key_of(self.get(f"/K/{code}").text)

        def send(self, code=CODE, key=None, **answers):
            return self.post(f"/K/{code}", data={**answers, "k": key or self.key(code)})

        def _checked(self, response):
            assert "Set-Cookie" not in response.headers
            assert "Cookie" not in response.headers.get("Vary", "")
            if response.mimetype == "text/html" and response.data:
                packed = response.headers.get("Content-Encoding") == "gzip"
                check_page(
                    (gzip.decompress(response.data) if packed else response.data).decode(), door="citizen"
                )
            return response

    return Visit()


@pytest.fixture
def statements(house):
    """Count the statements of a block."""
    engine = house.platform.database.engine

    @contextmanager
    def counted() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_more):
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield seen
        event.remove(engine, "before_cursor_execute", note)

    return counted
