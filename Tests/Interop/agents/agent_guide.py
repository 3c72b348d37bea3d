"""The agent of "Building A2A Agents: A Practical Guide": `a2a.` methods by JSON-RPC, `/messages` by REST.

What the guide leaves open is filled in here: the events of a stream are bare objects, their kind told by the
`event` field; `returnImmediately` stands in `configuration`, as in A2A 1.0. The first word of a message says
what to do.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import script
from serving import Options, record, serve
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

JSONObject = dict[str, Any]
Event = tuple[str, JSONObject]

SKILLS = ("echo", "slow", "artifacts", "ask", "fail", "forever")
OVER = ("completed", "failed", "canceled", "input_required")


def said(text: str) -> JSONObject:
    return {"role": "agent", "parts": [{"text": text}]}


@dataclass
class Task:
    """A task, its work, and who listens to it."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    context_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "submitted"
    messages: list[JSONObject] = field(default_factory=list)
    artifacts: list[JSONObject] = field(default_factory=list)
    skill: str = ""
    listeners: list[asyncio.Queue[Event]] = field(default_factory=list)
    work: asyncio.Task[None] | None = None

    @property
    def json(self) -> JSONObject:
        shown = {"status": self.status, "messages": self.messages, "artifacts": self.artifacts}
        return {"id": self.id, "contextId": self.context_id, **shown}

    def tell(self, kind: str, event: JSONObject) -> None:
        for listener in self.listeners:
            listener.put_nowait((kind, {**event, "taskId": self.id, "contextId": self.context_id}))

    def be(self, status: str, text: str | None = None) -> None:
        """Changes the state, with words for the history."""
        self.status = status
        if text is not None:
            self.say(text)
        self.tell("TaskStatusUpdateEvent", {"status": status})

    def say(self, text: str) -> None:
        self.messages.append(said(text))
        self.tell("Message", said(text))

    def give(self, media_type: str, *parts: JSONObject) -> None:
        artifact = {"id": str(uuid.uuid4()), "mediaType": media_type, "parts": list(parts)}
        self.artifacts.append(artifact)
        self.tell("TaskArtifactUpdateEvent", {"artifact": artifact})

    async def perform(self, text: str, is_reply: bool) -> None:
        self.be("working")
        match self.skill:
            case "echo":
                self.be("completed", script.ECHO_PREFIX + text)
            case "slow":
                self.say(script.STEPS[0])
                await asyncio.sleep(len(script.STEPS) * script.STEP_SECONDS)
                self.give("text/plain", {"text": script.SLOW_ANSWER})
                self.be("completed")
            case "artifacts":
                self.give("text/markdown", {"text": script.REPORT_TEXT})
                self.give("application/json", {"data": script.REPORT_DATA})
                self.be("completed")
            case "ask" if is_reply:
                self.give("text/plain", {"text": script.forecast(text)})
                self.be("completed")
            case "ask":
                self.be("input_required", script.QUESTION)
            case "fail":
                self.be("failed", script.FAILURE)
            case _:
                await self.forever()

    async def forever(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            record(f"ended {self.id}")


class NotFound(Exception):
    """No such task, or no such method."""


class Agent:
    def __init__(self) -> None:
        self.tasks: dict[str, Task] = {}

    def task(self, identifier: str) -> Task:
        if identifier not in self.tasks:
            raise NotFound(f"no task {identifier}")
        return self.tasks[identifier]

    def begin(self, request: JSONObject) -> tuple[Task, asyncio.Queue[Event]]:
        """Starts or continues a task, listened to from its first event on."""
        message = request["message"]
        text = message["parts"][0]["text"]
        is_reply = "taskId" in message
        task = self.task(message["taskId"]) if is_reply else Task()
        if not is_reply:
            task.skill, _, text = text.partition(" ")
        self.tasks[task.id] = task
        record(f"received {task.skill} {task.id}")
        task.messages.append(message)
        listener: asyncio.Queue[Event] = asyncio.Queue()
        task.listeners.append(listener)
        task.work = asyncio.create_task(task.perform(text, is_reply))
        return task, listener

    async def send(self, request: JSONObject) -> JSONObject:
        task, listener = self.begin(request)
        if not request.get("configuration", {}).get("returnImmediately"):
            async for _ in heard(listener):
                pass
        return task.json

    async def stream(self, request: JSONObject) -> AsyncIterator[Event]:
        _, listener = self.begin(request)
        async for event in heard(listener):
            yield event

    async def subscribe(self, request: JSONObject) -> AsyncIterator[Event]:
        task = self.task(request["id"])
        listener: asyncio.Queue[Event] = asyncio.Queue()
        task.listeners.append(listener)
        if task.status not in OVER:
            async for event in heard(listener):
                yield event

    async def get(self, request: JSONObject) -> JSONObject:
        return self.task(request["id"]).json

    async def list(self, request: JSONObject) -> JSONObject:
        return {"tasks": [task.json for task in self.tasks.values()]}

    async def cancel(self, request: JSONObject) -> JSONObject:
        task = self.task(request["id"])
        record(f"canceled {task.id}")
        if task.work is not None:
            task.work.cancel()
        task.be("canceled", script.STOPPED)
        return task.json


async def heard(listener: asyncio.Queue[Event]) -> AsyncIterator[Event]:
    """The events up to the one after which nothing comes."""
    while True:
        kind, event = await listener.get()
        yield kind, event
        if event.get("status") in OVER:
            return


async def streamed(
    events: AsyncIterator[Event], wrap: Callable[[JSONObject], JSONObject] = lambda event: event
) -> AsyncIterator[str]:
    async for kind, event in events:
        yield f"event: {kind}\ndata: {json.dumps(wrap(event))}\n\n"


class JSONRPC:
    """The `a2a.` methods."""

    def __init__(self, agent: Agent) -> None:
        self.answers = {
            "a2a.sendMessage": agent.send,
            "a2a.getTask": agent.get,
            "a2a.listTasks": agent.list,
            "a2a.cancelTask": agent.cancel,
        }
        self.streams = {
            "a2a.sendStreamingMessage": agent.stream,
            "a2a.subscribeToTask": agent.subscribe,
        }

    async def handle(self, request: Request) -> Response:
        call = await request.json()
        method, params = call["method"], call.get("params", {})

        def result(value: JSONObject) -> JSONObject:
            return {"jsonrpc": "2.0", "id": call["id"], "result": value}

        if method in self.streams:
            events = streamed(self.streams[method](params), result)
            return StreamingResponse(events, media_type="text/event-stream")
        try:
            if method not in self.answers:
                raise NotFound(f"no method {method}")
            return JSONResponse(result(await self.answers[method](params)))
        except NotFound as error:
            code = -32601 if method not in self.answers else -32001
            fault = {"code": code, "message": str(error)}
            return JSONResponse({"jsonrpc": "2.0", "id": call["id"], "error": fault})


class REST:
    """`/messages` and `/tasks`."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.routes = [
            Route("/rest/messages", self.send, methods=["POST"]),
            Route("/rest/messages:stream", self.stream, methods=["POST"]),
            Route("/rest/tasks", self.list, methods=["GET"]),
            Route("/rest/tasks/{id}:cancel", self.cancel, methods=["POST"]),
            Route("/rest/tasks/{id}:subscribe", self.subscribe, methods=["GET"]),
            Route("/rest/tasks/{id}", self.get, methods=["GET"]),
        ]

    async def send(self, request: Request) -> Response:
        return JSONResponse(await self.agent.send(await request.json()))

    async def stream(self, request: Request) -> Response:
        events = self.agent.stream(await request.json())
        return StreamingResponse(streamed(events), media_type="text/event-stream")

    async def subscribe(self, request: Request) -> Response:
        events = self.agent.subscribe(request.path_params)
        return StreamingResponse(streamed(events), media_type="text/event-stream")

    async def list(self, request: Request) -> Response:
        return JSONResponse(await self.agent.list({}))

    async def cancel(self, request: Request) -> Response:
        return JSONResponse(await self.agent.cancel(request.path_params))

    async def get(self, request: Request) -> Response:
        return JSONResponse(await self.agent.get(request.path_params))


def card(options: Options, path: str, binding: str) -> Route:
    """The guide's own card, its skill replaced by the script's."""
    body = {
        "name": "Research Agent",
        "description": "Searches the web and synthesizes findings into structured reports",
        "version": "1.0.0",
        "icon_url": "https://example.com/research-icon.png",
        "provider": {"organization": "Example Corp", "url": "https://example.com"},
        "supported_interfaces": [{"protocol_binding": binding, "url": f"{options.url}/{path}"}],
        "capabilities": {
            "streaming": options.streaming,
            "pushNotifications": True,
            "multiTurn": True,
            "extendedAgentCard": False,
        },
        "skills": [
            {
                "id": skill.id,
                "name": skill.name,
                "description": skill.description,
                "tags": ["research", "search", "summarization"],
                "examples": ["Research the latest trends in AI agent frameworks"],
                "input_modes": ["text"],
                "output_modes": ["text"],
            }
            for skill in script.SKILLS
            if skill.id in SKILLS
        ],
        "securitySchemes": [
            {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": "https://auth.example.com/token",
                        "scopes": {"research:read": "Execute research queries"},
                    }
                },
            }
        ],
    }

    async def get(request: Request) -> Response:
        return JSONResponse(body)

    return Route(f"/{path}/.well-known/agent.json", get)


async def build(options: Options) -> Starlette:
    agent = Agent()
    cards = [card(options, "jsonrpc", "JSONRPC"), card(options, "rest", "HTTP+JSON")]
    rpc = Route("/jsonrpc", JSONRPC(agent).handle, methods=["POST"])
    return Starlette(routes=[*cards, rpc, *REST(agent).routes])


if __name__ == "__main__":
    serve(build)
