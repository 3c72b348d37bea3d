"""Checks every line that a server wrote to a recorded client against the models of its era.

`problems(recording)` returns a sentence for each rule that a line breaks; an empty list is the proof.
The models are those of `mcp-types` and `wire`; what they can't say (an older version's fields and content kinds,
the order of lines, what the client has declared) is checked here.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mcp_types import methods
from mcp_types.jsonrpc import JSONRPCError, JSONRPCNotification, JSONRPCRequest, JSONRPCResponse
from mcp_types.version import LATEST_MODERN_VERSION, is_version_at_least
from pydantic import BaseModel, ValidationError

import wire

VERSION_KEY = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities"
SUBSCRIPTION_KEY = "io.modelcontextprotocol/subscriptionId"
RELATED_TASK_KEY = "io.modelcontextprotocol/related-task"
TASKS_EXTENSION = "io.modelcontextprotocol/tasks"
CORE_TASKS_VERSION = "2025-11-25"

LONGEST_LINE = 4 * 1024 * 1024
LONGEST_STATE = 4096

CONTENT_SINCE = {
    "text": "2024-11-05",
    "image": "2024-11-05",
    "resource": "2024-11-05",
    "audio": "2025-03-26",
    "resource_link": "2025-06-18",
}
TOOL_FIELDS_SINCE = {
    "annotations": "2025-03-26",
    "title": "2025-06-18",
    "outputSchema": "2025-06-18",
    "_meta": "2025-06-18",
    "icons": "2025-11-25",
    "execution": "2025-11-25",
}
SERVER_FIELDS_SINCE = {
    "title": "2025-06-18",
    "icons": "2025-11-25",
    "description": "2025-11-25",
    "websiteUrl": "2025-11-25",
}
ENTRY_FIELDS_SINCE = {"title": "2025-06-18", "_meta": "2025-06-18", "icons": "2025-11-25"}
"""Of resources, templates of them, prompts, their arguments and a resource's contents."""
CAPABILITIES_SINCE = {"completions": "2025-03-26", "tasks": CORE_TASKS_VERSION}
PROGRESS_MESSAGE_SINCE = "2025-03-26"
MODES_SINCE = "2025-11-25"
"""Of elicitation; before, there were only forms."""

LEGACY_CODES = (-32002, -32042)
MODERN_CODES = (-32020, -32021, -32022)

LISTENED = {
    "notifications/tools/list_changed": "toolsListChanged",
    "notifications/prompts/list_changed": "promptsListChanged",
    "notifications/resources/list_changed": "resourcesListChanged",
    "notifications/resources/updated": "resourceSubscriptions",
    "notifications/tasks": "taskIds",
}
"""By what a listener asks for a notification."""

JSONObject = dict[str, Any]
RequestID = tuple[type, str | int]


@dataclass(frozen=True)
class Recording:
    """What passed between a client and a server: (sender, line) in order, and the server's end."""

    lines: tuple[tuple[str, str], ...]
    exit_code: int | None

    @classmethod
    def read(cls, path: Path) -> "Recording":
        # The last line may be half written while the conversation goes on.
        entries = [json.loads(line) for line in path.read_text().splitlines(True) if line.endswith("\n")]
        lines = tuple((entry["from"], entry["line"]) for entry in entries if "from" in entry)
        exits = [entry["exit"] for entry in entries if "exit" in entry]
        return cls(lines, exits[0] if exits else None)

    def messages(self, sender: str) -> list[JSONObject]:
        return [json.loads(line) for source, line in self.lines if source == sender]


@dataclass
class Request:
    """A client's request that is still to be answered."""

    method: str
    version: str
    params: JSONObject
    capabilities: JSONObject
    """What the client has declared, with the request or for the session."""
    progress: float | None = None
    """The last progress told."""
    canceled: bool = False
    promised: JSONObject | None = None
    """What a listener is told, once that is acknowledged."""

    @property
    def token(self) -> str | int | None:
        token: str | int | None = (self.params.get("_meta") or {}).get("progressToken")
        return token

    @property
    def takes_tasks(self) -> bool:
        return TASKS_EXTENSION in self.capabilities.get("extensions", {})


@dataclass
class Conversation:
    """What a server may write next, as far as it follows from the lines before."""

    session_version: str | None = None
    """The version that `initialize` agreed on."""
    session_capabilities: JSONObject = field(default_factory=dict)
    open: dict[RequestID, Request] = field(default_factory=dict)
    asked: dict[RequestID, JSONObject] = field(default_factory=dict)
    """The server's own requests that the client has yet to answer."""
    was_asked: set[RequestID] = field(default_factory=set)
    """The ids of all of them."""
    taken_back: set[RequestID] = field(default_factory=set)
    """Those that the server may be taking back while the client answers: the client gave something up meanwhile."""
    subscribed: set[str] = field(default_factory=set)
    """The URIs of a session."""
    ends: dict[str, str] = field(default_factory=dict)
    """How the tasks ended that did, by id."""

    def client_wrote(self, message: JSONObject) -> None:
        params = message.get("params") or {}
        meta = params.get("_meta") or {}
        match message:
            case {"id": identifier, "method": method}:
                if method == "initialize":
                    self.session_capabilities = params.get("capabilities", {})
                # `initialize` is judged by the version that it ends with, known from the answer.
                version = meta.get(VERSION_KEY) or self.session_version or ""
                declared = meta.get(CAPABILITIES_KEY) or self.session_capabilities
                self.open[key(identifier)] = Request(method, version, params, declared)
                if method == "resources/subscribe":
                    self.subscribed.add(params["uri"])
            case {"id": identifier}:
                self.asked.pop(key(identifier), None)
            case {"method": "notifications/cancelled"}:
                if (canceled := self.open.get(key(params["requestId"]))) is not None:
                    canceled.canceled = True
                    self.taken_back.update(self.asked)

    def server_wrote(self, line: str) -> Iterator[str]:
        if not line.endswith("\n"):
            yield "does not end in a line feed"
        if len(line.encode()) > LONGEST_LINE:
            yield f"is longer than {LONGEST_LINE} bytes"
        try:
            message = json.loads(line)
            match message:
                case {"method": _, "id": _}:
                    JSONRPCRequest.model_validate(message)
                    yield from self.asks(message)
                case {"method": _}:
                    JSONRPCNotification.model_validate(message)
                    yield from self.notified(message)
                case {"error": _}:
                    JSONRPCError.model_validate(message)
                    yield from self.refused(message)
                case _:
                    JSONRPCResponse.model_validate(message)
                    yield from self.answered(message)
        except (ValueError, KeyError, ValidationError) as error:
            yield f"{type(error).__name__}: {error}"

    def asks(self, message: JSONObject) -> Iterator[str]:
        identifier = key(message["id"])
        if identifier in self.was_asked:
            yield "has an id that was used before"
        self.was_asked.add(identifier)
        self.asked[identifier] = message
        if self.session_version is None:
            yield "is a request outside of a session"
            return
        waiting = ("tools/call", "tasks/result")
        if not any(r.method in waiting and not r.canceled for r in self.open.values()):
            yield "asks although no call waits for it"
        model = methods.SERVER_REQUESTS[(message["method"], self.session_version)]
        yield from unknown_members(model, message, self.session_version)
        yield from elicits(message["params"], self.session_version, self.session_capabilities)
        if "_meta" in message["params"]:
            yield from relates_to_task(message["params"], None)

    def answered(self, message: JSONObject) -> Iterator[str]:
        request = self.open.pop(key(message["id"]), None)
        if request is None:
            yield "answers no open request"
            return
        if request.canceled:
            yield "answers a canceled request"
        result = message["result"]
        if request.method == "initialize":
            request.version = self.session_version = result["protocolVersion"]
        if request.method == "resources/unsubscribe":
            self.subscribed.discard(request.params["uri"])
        yield from self.came_of(request, message["id"], result)

    def came_of(self, request: Request, identifier: str | int, result: JSONObject) -> Iterator[str]:
        """Judges the result, each kind in its own way."""
        is_modern = request.version == LATEST_MODERN_VERSION
        match request.method:
            case "tools/call" if is_modern and result.get("resultType") == "task":
                if not request.takes_tasks:
                    yield "is a task, which the client has not declared to take"
                yield from self.is_task(request, result, "task")
            case "tools/call" if "task" in request.params and request.version == CORE_TASKS_VERSION:
                yield from self.is_core_task(result["task"])
                if result["task"]["status"] != "working" or result.keys() - {"task", "_meta"}:
                    yield "is no task that begins"
            case "tasks/get" | "tasks/cancel" if request.version == CORE_TASKS_VERSION:
                yield from self.is_core_task(result)
                if request.method == "tasks/cancel" and result["status"] != "cancelled":
                    yield "is a canceled task that is not"
            case "tasks/get":
                yield from self.is_task(request, result, "complete")
            case "tasks/update" | "tasks/cancel":
                if (result | {"_meta": None}) != {"resultType": "complete", "_meta": None}:
                    yield "is more than an acknowledgment"
            case "tasks/result":
                yield from relates_to_task(result, request.params["taskId"])
                yield from self.is_known("tools/call", request, result)
            case _:
                yield from self.is_known(request.method, request, result)
        if request.method == "tools/call" and result.get("resultType") == "input_required":
            yield from requires_input(request, result)
        if request.method == "subscriptions/listen" and subscription_of(result) != key(identifier):
            yield "ends another subscription"

    def is_known(self, method: str, request: Request, result: JSONObject) -> Iterator[str]:
        kept = methods.serialize_server_result(method, request.version, result)
        if kept != result:
            yield f"has members that {request.version} does not know: kept {json.dumps(kept)[:500]}"
        yield from newer_than(method, request.version, result)

    def is_task(self, request: Request, result: JSONObject, kind: str) -> Iterator[str]:
        members = {name: value for name, value in result.items() if name not in ("resultType", "_meta")}
        if result.get("resultType") != kind:
            yield f"is of another type than {kind}"
        task = wire.ExtensionTask.model_validate(members)
        yield from self.has_not_changed_its_end(task)
        if task.result is not None:
            yield from self.is_known("tools/call", request, {**task.result, "resultType": "complete"})
        for asked in (task.inputRequests or {}).values():
            yield from elicits(asked["params"], request.version, request.capabilities)

    def is_core_task(self, task: JSONObject) -> Iterator[str]:
        yield from self.has_not_changed_its_end(wire.CoreTask.model_validate(task))

    def has_not_changed_its_end(self, task: wire.Task) -> Iterator[str]:
        if self.ends.get(task.taskId, task.status) != task.status:
            yield f"is a task that had ended otherwise, {self.ends[task.taskId]}"
        if task.status in wire.ENDS:
            self.ends[task.taskId] = task.status

    def refused(self, message: JSONObject) -> Iterator[str]:
        if message["id"] is None:
            return
        request = self.open.pop(key(message["id"]), None)
        if request is None:
            yield "refuses no open request"
        elif message["error"]["code"] in (
            LEGACY_CODES if request.version == LATEST_MODERN_VERSION else MODERN_CODES
        ):
            yield "has a code of the other era"

    def notified(self, message: JSONObject) -> Iterator[str]:
        params = message.get("params") or {}
        version = self.session_version
        if message["method"] == "notifications/progress":
            request = next((r for r in self.open.values() if r.token == params["progressToken"]), None)
            if request is None or request.token is None:
                yield "tells the progress of no open request that asked for it"
                return
            version = request.version
            yield from progressed(request, params)
        elif SUBSCRIPTION_KEY in (params.get("_meta") or {}):
            version = LATEST_MODERN_VERSION
            yield from self.told_to_listener(message["method"], params)
        if version is None:
            yield "is unsolicited before a session was initialized"
            return
        yield from self.tells(message, params, version)

    def tells(self, message: JSONObject, params: JSONObject, version: str) -> Iterator[str]:
        """Judges what is told by itself."""
        method = message["method"]
        is_modern = version == LATEST_MODERN_VERSION
        members = {name: value for name, value in params.items() if name != "_meta"}
        if method == "notifications/tasks" and is_modern:
            yield from self.has_not_changed_its_end(wire.ExtensionTask.model_validate(members))
            return
        if method == "notifications/tasks/status" and version == CORE_TASKS_VERSION:
            yield from self.is_core_task(members)
            return
        if method == "notifications/cancelled":
            yield from self.takes_back(key(params["requestId"]))
        is_update = method == "notifications/resources/updated"
        if is_update and not is_modern and params["uri"] not in self.subscribed:
            yield "tells of a resource that nobody subscribed to"
        if method == "notifications/subscriptions/acknowledged":
            # `mcp-types` does not know the tasks extension.
            filters = {name: value for name, value in params["notifications"].items() if name != "taskIds"}
            message = {**message, "params": {**params, "notifications": filters}}
        yield from unknown_members(methods.SERVER_NOTIFICATIONS[(method, version)], message, version)

    def takes_back(self, question: RequestID) -> Iterator[str]:
        """An answer and the cancelation of its question may cross: both sides write when they like."""
        if self.asked.pop(question, None) is None and question not in self.taken_back:
            yield "cancels no open request of the server's"
        self.taken_back.discard(question)

    def told_to_listener(self, method: str, params: JSONObject) -> Iterator[str]:
        listener = self.open.get(subscription_of(params))
        if listener is None or listener.method != "subscriptions/listen":
            yield "is told to nobody who listens"
            return
        if listener.canceled:
            yield "is told to a listener who has left"
        if method == "notifications/subscriptions/acknowledged":
            if listener.promised is not None:
                yield "is acknowledged twice"
            listener.promised = params["notifications"]
            yield from promises(listener.params["notifications"], listener.promised)
            return
        if listener.promised is None:
            yield "comes before the subscription is acknowledged"
            return
        promised = listener.promised.get(LISTENED[method])
        told = params.get("uri") or params.get("taskId")
        if promised is not True and (not promised or told not in promised):
            yield "tells what was not promised"


def key(identifier: str | int) -> RequestID:
    """1 and "1" are different ids."""
    return (type(identifier), identifier)


def subscription_of(members: JSONObject) -> RequestID:
    """The id of the listener that this is for; "" if it names none."""
    return key((members.get("_meta") or {}).get(SUBSCRIPTION_KEY, ""))


def promises(wanted: JSONObject, promised: JSONObject) -> Iterator[str]:
    for name, value in promised.items():
        asked_for = wanted.get(name)
        if value != asked_for and not (isinstance(value, list) and {*value} <= {*(asked_for or [])}):
            yield f"promises {name}, which was not asked for"


def unknown_members(model: type[BaseModel], message: JSONObject, version: str) -> Iterator[str]:
    read = model.model_validate(message)
    kept = read.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    if kept != message:
        yield f"has members that {version} does not know: kept {json.dumps(kept)[:500]}"


def elicits(params: JSONObject, version: str, declared: JSONObject) -> Iterator[str]:
    """Judges the params of `elicitation/create` to a client that has declared these capabilities."""
    has_modes = is_version_at_least(version, MODES_SINCE)
    mode = params.get("mode", "form")
    if "mode" in params and not has_modes:
        yield f"has a mode, unknown to {version}"
    modes = declared.get("elicitation")
    if modes is None or (mode != "form" if modes == {} or not has_modes else mode not in modes):
        yield f"elicits by a {mode}, which the client has not declared"
    if mode == "form":
        wire.check_form(params["requestedSchema"], version)
    if ("elicitationId" in params) != (mode == "url" and version == MODES_SINCE):
        yield f"has an elicitationId or lacks one, against {version}"


def requires_input(request: Request, result: JSONObject) -> Iterator[str]:
    if not result.get("inputRequests") and "requestState" not in result:
        yield "asks for nothing and gives no state"
    if len(result.get("requestState", "").encode()) > LONGEST_STATE:
        yield f"has a state of more than {LONGEST_STATE} bytes"
    for asked in result.get("inputRequests", {}).values():
        yield from elicits(asked["params"], request.version, request.capabilities)


def relates_to_task(members: JSONObject, task: str | None) -> Iterator[str]:
    """That `_meta` names the task."""
    related = members.get("_meta", {}).get(RELATED_TASK_KEY, {}).get("taskId")
    if related is None or task not in (None, related):
        yield f"does not relate to its task {task}"


def progressed(request: Request, params: JSONObject) -> Iterator[str]:
    if request.canceled:
        yield "tells the progress of a canceled request"
    if request.progress is not None and params["progress"] <= request.progress:
        yield f"does not increase the progress of {request.progress}"
    request.progress = params["progress"]
    if "message" in params and not is_version_at_least(request.version, PROGRESS_MESSAGE_SINCE):
        yield f"has a message, unknown to {request.version}"


def newer_than(method: str, version: str, result: JSONObject) -> Iterator[str]:
    """What the model of the newest handshake version lets through, but an older one does not know."""
    for name, since in sorted({*dated_members(method, result)}):
        if not is_version_at_least(version, since):
            yield f"has {name}, unknown to {version}"


def dated_members(method: str, result: JSONObject) -> Iterator[tuple[str, str]]:
    """The members of a result that were not there from the beginning, with the version that brought them."""

    def dated(members: JSONObject, since: dict[str, str]) -> Iterator[tuple[str, str]]:
        yield from ((name, since[name]) for name in members.keys() & since.keys())

    def contents(blocks: list[JSONObject]) -> Iterator[tuple[str, str]]:
        yield from ((f"content {block['type']}", CONTENT_SINCE[block["type"]]) for block in blocks)

    match method:
        case "tools/call":
            yield from contents(result.get("content", []))
            yield from dated(result, {"structuredContent": "2025-06-18"})
        case "prompts/get":
            yield from contents([message["content"] for message in result["messages"]])
        case "tools/list":
            for tool in result["tools"]:
                yield from dated(tool, TOOL_FIELDS_SINCE)
        case "resources/list" | "resources/templates/list" | "resources/read":
            for name in ("resources", "resourceTemplates", "contents"):
                for entry in result.get(name, []):
                    yield from dated(entry, ENTRY_FIELDS_SINCE)
        case "prompts/list":
            for prompt in result["prompts"]:
                for entry in (prompt, *prompt.get("arguments", [])):
                    yield from dated(entry, ENTRY_FIELDS_SINCE)
        case "initialize":
            yield from dated(result["serverInfo"], SERVER_FIELDS_SINCE)
            yield from dated(result["capabilities"], CAPABILITIES_SINCE)


def problems(recording: Recording) -> list[str]:
    """Every rule that a line of the server breaks, with the line; requests left without an answer."""
    conversation = Conversation()
    found: list[str] = []
    for sender, line in recording.lines:
        if sender == "client":
            conversation.client_wrote(json.loads(line))
        else:
            found += [f"{problem}: {line[:500]}" for problem in conversation.server_wrote(line)]
    found += [
        f"no answer to {request.method}" for request in conversation.open.values() if not request.canceled
    ]
    found += [f"never took back: {json.dumps(asked)[:500]}" for asked in conversation.asked.values()]
    return found
