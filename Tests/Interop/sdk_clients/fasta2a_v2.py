"""Calls agents with the client of fasta2a 2.x."""

import asyncio
import base64
from typing import Any

import httpx
from fasta2a.client import A2AClient
from fasta2a.schema import (
    STREAM_ENDING_STATES,
    Artifact,
    Message,
    Part,
    Task,
    TaskArtifactUpdateEvent,
)
from orders import JSONObject, Order, Outcome, file_part, link_part, main


async def perform(order: Order) -> Outcome:
    async with httpx.AsyncClient(timeout=30) as http:
        client = A2AClient(order.url, http)
        task = await (streamed if order.streaming else sent)(client, order)
        if order.cancels:
            await cancel(client, task["id"])
        kept = (await client.get_task(task["id"]))["result"]
        while kept["status"]["state"] not in STREAM_ENDING_STATES:
            await asyncio.sleep(0.1)
            kept = (await client.get_task(task["id"]))["result"]
        if order.streaming and not order.cancels:
            # The words are in the history, which is in no stream; all else is as it was streamed.
            kept = {**task, "history": kept.get("history", [])}
        return outcome(kept)


def message(order: Order) -> Message:
    parts = [Part(text=order.text)]
    if order.data is not None:
        parts.append(Part(data=order.data))
    if order.link is not None:
        parts.append(Part(url=order.link))
    metadata = {"skillId": order.skill}
    return Message(role="user", parts=parts, message_id=order.message_id, metadata=metadata)


async def sent(client: A2AClient, order: Order) -> Task:
    return (await client.send_message(message(order)))["result"]["task"]


async def streamed(client: A2AClient, order: Order) -> Task:
    task: Task | None = None
    async for response in client.stream_message(message(order)):
        match response["result"]:
            case {"task": begun}:
                task = begun
            case {"status_update": update} if task is not None:
                task["status"] = update["status"]
            case {"artifact_update": update} if task is not None:
                absorb(task, update)
        if order.cancels:
            break
    assert task is not None
    return task


def absorb(task: Task, update: TaskArtifactUpdateEvent) -> None:
    """Adds a chunk or an artifact to the task; the client leaves that to its user."""
    given = update["artifact"]
    kept = task.setdefault("artifacts", [])
    same = next((a for a in kept if a["artifact_id"] == given["artifact_id"]), None)
    if same is None:
        kept.append(given)
    elif update.get("append"):
        same["parts"] += given["parts"]
    else:
        same["parts"] = given["parts"]


async def cancel(client: A2AClient, task_id: str) -> None:
    """The client has no method for this one, so the request is written out."""
    request = {"jsonrpc": "2.0", "id": "1", "method": "tasks/cancel", "params": {"id": task_id}}
    (await client.http_client.post("/", json=request)).raise_for_status()


def outcome(task: Task) -> Outcome:
    return Outcome(
        state=task["status"]["state"],
        words=[part(p) for p in words(task)],
        artifacts=[artifact(a) for a in task.get("artifacts", [])],
        task_id=task["id"],
        context_id=task["context_id"],
    )


def words(task: Task) -> list[Part]:
    """Of the status, or of the history, where this package's agents leave them."""
    if "message" in task["status"]:
        return task["status"]["message"]["parts"]
    said = [message for message in task.get("history", []) if message["role"] == "agent"]
    return said[-1]["parts"] if said else []


def artifact(artifact: Artifact) -> JSONObject:
    return {"name": artifact.get("name"), "parts": [part(p) for p in artifact["parts"]]}


def part(part: Part) -> JSONObject:
    labels: tuple[Any, Any] = part.get("filename"), part.get("media_type")
    match part:
        case {"raw": content}:
            return file_part(*labels, base64.b64decode(content))
        case {"url": url}:
            return link_part(*labels, url)
        case {"data": data}:
            return {"data": data}
        case _:
            return {"text": part["text"]}


if __name__ == "__main__":
    main(perform)
