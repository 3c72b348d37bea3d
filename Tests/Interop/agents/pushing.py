"""Tells webhooks what became of a task, and the tests that it did."""

import httpx
from serving import record


async def note(response: httpx.Response) -> None:
    record(f"pushed {response.status_code}")


def noted_client() -> httpx.AsyncClient:
    """A client for an SDK's sender of notifications."""
    return httpx.AsyncClient(event_hooks={"response": [note]})
