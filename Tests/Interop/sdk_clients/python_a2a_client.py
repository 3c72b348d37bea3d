"""Calls agents with the client of python-a2a, which does not stream tasks that its own server answers."""

import uuid

from orders import JSONObject, Order, Outcome, main
from python_a2a import A2AClient, Task


async def perform(order: Order) -> Outcome:
    client = A2AClient(order.url)
    message = {"role": "user", "parts": [{"type": "text", "text": order.text}]}
    identifier = order.task_id or str(uuid.uuid4())
    return outcome(await client.send_task_async(Task(id=identifier, message=message)))


def outcome(task: Task) -> Outcome:
    words = task.status.message or {"parts": []}
    return Outcome(
        state=task.status.state.value,
        words=[part(p) for p in words["parts"]],
        artifacts=[{"name": None, "parts": [part(p) for p in a["parts"]]} for a in task.artifacts],
        task_id=task.id,
        context_id=task.session_id,
    )


def part(part: JSONObject) -> JSONObject:
    return {"text": part["text"]}


if __name__ == "__main__":
    main(perform)
