"""The queue asks whether a model can use a request's LoRAs, at every door."""

import pytest
from test_bad_input import stored_lora

from generation.conftest import SMALL
from wan22_desktop.core.database import Database
from wan22_desktop.core.errors import UserError
from wan22_desktop.core.places import Places
from wan22_desktop.core.request import GenerationRequest
from wan22_desktop.generation.domain.job import JobState
from wan22_desktop.generation.render_queue import RenderQueue
from wan22_desktop.generation.store import JobStore


def refuse(_request: GenerationRequest) -> None:
    raise UserError("It is for another model.", field="loras")


def test_what_the_model_cannot_use_is_not_queued(database: Database, places: Places) -> None:
    request = SMALL.with_changes(loras=(stored_lora(places, name="grain", width=32),))
    asked: list[GenerationRequest] = []
    store = JobStore(database)
    willing = RenderQueue(store, places, check_loras=asked.append)
    job = willing.add(request)
    willing.cancel(job.id)
    willing.retry(job.id)
    willing.cancel(job.id)
    assert asked == [request, request]

    unwilling = RenderQueue(store, places, check_loras=refuse)
    for door in (lambda: unwilling.add(request), lambda: unwilling.retry(job.id)):
        with pytest.raises(UserError, match="another model"):
            door()
    (kept,) = unwilling.jobs()
    assert kept.state is JobState.CANCELLED
    unwilling.add(SMALL)  # without LoRAs there is nothing to ask


def test_a_lora_that_has_gone_is_not_queued_again(database: Database, places: Places) -> None:
    use = stored_lora(places, name="grain", width=32)
    queue = RenderQueue(JobStore(database), places)
    job = queue.add(SMALL.with_changes(loras=(use,)))
    queue.cancel(job.id)
    places.lora(use.sha256).unlink()
    with pytest.raises(UserError, match="not in the library any more"):
        queue.retry(job.id)
