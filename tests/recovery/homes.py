"""Homes with something in them, and how two of them are told apart."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wan22_desktop.composition.schema import open_database
from wan22_desktop.core.database import Database
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.core.wan import Variant
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore

FILES = ("settings.json", "styles.json", "window.json", "quantization.json", "models/active.json")


@contextmanager
def opened(places: Places) -> Iterator[Database]:
    database = open_database(places)
    try:
        yield database
    finally:
        database.close()


def add_jobs(places: Places, *prompts: str) -> None:
    with opened(places) as database:
        queue = RenderQueue(JobStore(database), places)
        for prompt in prompts:
            request = GenerationRequest.default(Variant.DEMO, prompt=prompt, seed=1)
            queue.add(request, wait_for_model=True)


def fill(places: Places, mark: str) -> None:
    """Everything that a state holds, recognisable by `mark`; `optimization.json` stays absent."""
    places.create()
    for name in FILES:
        file = places.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"mark": mark, "file": name}), "utf-8")
    add_jobs(places, f"{mark} one", f"{mark} two")


def look(places: Places) -> dict[str, str | None]:
    """All that a restore replaces; read without opening the home as the app does."""
    names = (*FILES, "optimization.json")
    found: dict[str, str | None] = {name: _text(places.home / name) for name in names}
    found["database"] = _dump(places.database_file)
    return found


def _text(file: Path) -> str | None:
    return file.read_text("utf-8") if file.exists() else None


def _dump(file: Path) -> str | None:
    if not file.exists():
        return None
    with closing(sqlite3.connect(file)) as connection:
        return "\n".join(connection.iterdump())
