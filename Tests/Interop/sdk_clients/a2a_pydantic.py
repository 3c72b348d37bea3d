"""What the clients of a2a-sdk 0.2 and 0.3 share: their model to and from orders and outcomes."""

import base64

from a2a.types import (
    DataPart,
    FilePart,
    FileWithBytes,
    FileWithUri,
    Message,
    Part,
    Role,
    Task,
    TextPart,
)
from orders import JSONObject, Order, Outcome, file_part, link_part


def message(order: Order) -> Message:
    parts = [Part(root=TextPart(text=order.text))]
    if order.data is not None:
        parts.append(Part(root=DataPart(data=order.data)))
    if order.link is not None:
        parts.append(Part(root=FilePart(file=FileWithUri(uri=order.link))))
    return Message(
        message_id=order.message_id,
        role=Role.user,
        parts=parts,
        task_id=order.task_id,
        context_id=order.context_id,
        metadata={"skillId": order.skill},
    )


def said(message: Message) -> Outcome:
    return Outcome(
        words=[part(p) for p in message.parts], task_id=message.task_id, context_id=message.context_id
    )


def outcome_of(task: Task) -> Outcome:
    words = task.status.message
    return Outcome(
        state=task.status.state.value,
        words=[part(p) for p in words.parts] if words else [],
        artifacts=[{"name": a.name, "parts": [part(p) for p in a.parts]} for a in task.artifacts or []],
        task_id=task.id,
        context_id=task.context_id,
    )


def part(part: Part) -> JSONObject:
    match part.root:
        case TextPart(text=text):
            return {"text": text}
        case DataPart(data=data):
            return {"data": data}
        case FilePart(file=FileWithBytes() as file):
            return file_part(file.name, file.mime_type, base64.b64decode(file.bytes))
        case FilePart(file=FileWithUri() as file):
            return link_part(file.name, file.mime_type, file.uri)
        case other:
            raise ValueError(f"an unknown part: {other}")
