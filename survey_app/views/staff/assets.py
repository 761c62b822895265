"""Addresses of static files that change with their content, so that browsers may keep them for a year."""

import hashlib
from pathlib import Path

from flask import Flask, url_for

YEAR_SECONDS = 365 * 24 * 3600


class Assets:
    def __init__(self, app: Flask) -> None:
        self._folder = Path(app.static_folder or "")
        self._versions: dict[str, str] = {}
        app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR_SECONDS

    def address(self, name: str) -> str:
        if name not in self._versions:
            content = (self._folder / name).read_bytes()
            self._versions[name] = hashlib.sha256(content).hexdigest()[:12]
        return url_for("static", filename=name, v=self._versions[name])
