"""The validator on what is new since calls alone: questions, tasks, listeners, resources, prompts."""

from typing import Any

import pytest

from lines import Line, client, handshake, modern, server
from validate import Recording, problems

FORM = {"type": "object", "properties": {"reply": {"type": "string"}}, "required": ["reply"]}
CHOICES = {
    "type": "object",
    "properties": {"c": {"type": "array", "items": {"type": "string", "enum": ["a"]}}},
}
MODERN_FORM = {"mode": "form", "message": "?", "requestedSchema": FORM}
MODERN_PAGE = {"mode": "url", "message": "?", "url": "https://a"}
TASK: dict[str, Any] = {
    "taskId": "e22f8d99aa64ce2b",
    "status": "working",
    "createdAt": "2026-11-20T22:36:48Z",
    "lastUpdatedAt": "2026-11-20T22:36:49.5Z",
}
CORE = {**TASK, "ttl": None, "pollInterval": 100}
EXTENSION = {**TASK, "ttlMs": 60000}
DONE = {**EXTENSION, "status": "completed", "result": {"content": []}}
TAKES_TASKS: dict[str, Any] = {"extensions": {"io.modelcontextprotocol/tasks": {}}}
RELATED = {"io.modelcontextprotocol/related-task": {"taskId": TASK["taskId"]}}
CALL = client(id=1, method="tools/call", params={"name": "ask"})
RESULT = server(id=1, result={"content": []})
ANSWER = client(id="q1", result={"action": "decline"})


def session(version: str = "2025-11-25", **elicitation: Any) -> list[Line]:
    """One whose client can be asked."""
    return handshake(version, {"elicitation": elicitation})


def form(schema: dict[str, Any] = FORM, **members: Any) -> Line:
    params = {"message": "?", "requestedSchema": schema, **members}
    return server(id="q1", method="elicitation/create", params=params)


def page(**members: Any) -> Line:
    params = {"mode": "url", "message": "?", "url": "https://a", **members}
    return server(id="q1", method="elicitation/create", params=params)


def asked(*params: dict[str, Any], elicitation: dict[str, Any] | None = None, state: str = "s") -> list[Line]:
    """A modern call that comes back with questions."""
    requests = {
        f"k{number}": {"method": "elicitation/create", "params": p} for number, p in enumerate(params)
    }
    result = {"resultType": "input_required", "inputRequests": requests, "requestState": state}
    capabilities = {} if elicitation is None else {"elicitation": elicitation}
    return [request("tools/call", name="ask", capabilities=capabilities), server(id=1, result=result)]


def request(
    method: str, capabilities: dict[str, Any] | None = None, identifier: Any = 1, **params: Any
) -> Line:
    return client(id=identifier, method=method, params={**params, "_meta": modern(**(capabilities or {}))})


def tasked(*results: dict[str, Any], capabilities: dict[str, Any] = TAKES_TASKS) -> list[Line]:
    """A modern call that becomes a task, and what looks at it show."""
    lines = [
        request("tools/call", capabilities, name="slow"),
        server(id=1, result={**EXTENSION, "resultType": "task"}),
    ]
    for result in results:
        lines += [
            request("tasks/get", capabilities, taskId=TASK["taskId"]),
            server(id=1, result={"resultType": "complete", **result}),
        ]
    return lines


def core(method: str, result: dict[str, Any]) -> list[Line]:
    """A session in which a call has become a task, and one more request about it."""
    return [
        *session(form={}),
        client(id=1, method="tools/call", params={"name": "slow", "task": {"ttl": 1000}}),
        server(id=1, result={"task": CORE}),
        client(id=2, method=method, params={"taskId": TASK["taskId"]}),
        server(id=2, result=result),
    ]


def listening(*lines: Line, **wanted: Any) -> list[Line]:
    return [
        request("subscriptions/listen", TAKES_TASKS, "l", notifications=wanted or {"toolsListChanged": True}),
        *lines,
        client(method="notifications/cancelled", params={"requestId": "l"}),
    ]


def told(method: str, subscription: Any = "l", **params: Any) -> Line:
    meta = {"io.modelcontextprotocol/subscriptionId": subscription}
    return server(method=f"notifications/{method}", params={**params, "_meta": meta})


def acknowledged(**promised: Any) -> Line:
    return told("subscriptions/acknowledged", notifications=promised)


ACKNOWLEDGED = acknowledged(toolsListChanged=True)
CHANGED = told("tools/list_changed")
UPDATED = server(method="notifications/resources/updated", params={"uri": "a2a://x"})


def listed(version: str, method: str, name: str, entry: dict[str, Any]) -> list[Line]:
    return [*handshake(version), client(id=1, method=method), server(id=1, result={name: [entry]})]


FAULTLESS: dict[str, list[Line]] = {
    "form": [*session(form={}), CALL, form(mode="form"), ANSWER, RESULT],
    "form of old": [*session("2025-06-18"), CALL, form(), ANSWER, RESULT],
    "page": [*session(form={}, url={}), CALL, page(elicitationId="e"), ANSWER, RESULT],
    "refused question": [
        *session(),
        CALL,
        form(),
        client(id="q1", error={"code": -32603, "message": "no"}),
        RESULT,
    ],
    "question taken back": [
        *session(),
        CALL,
        form(),
        client(method="notifications/cancelled", params={"requestId": 1}),
        server(method="notifications/cancelled", params={"requestId": "q1"}),
    ],
    "answer that crosses its question's end": [
        *session(),
        CALL,
        form(),
        client(method="notifications/cancelled", params={"requestId": 1}),
        ANSWER,
        server(method="notifications/cancelled", params={"requestId": "q1"}),
    ],
    "rounds": [
        *asked(MODERN_FORM, elicitation={"form": {}}),
        *asked(MODERN_PAGE, elicitation={"form": {}, "url": {}}),
    ],
    "task": tasked(EXTENSION, DONE, DONE),
    "task that asks": tasked(
        {
            **EXTENSION,
            "status": "input_required",
            "inputRequests": {"k": {"method": "elicitation/create", "params": MODERN_FORM}},
        },
        capabilities={**TAKES_TASKS, "elicitation": {"form": {}}},
    ),
    "task that failed": tasked({**EXTENSION, "status": "failed", "error": {"code": -32603, "message": "no"}}),
    "core task": core("tasks/get", {**CORE, "status": "failed"}),
    "core result": core("tasks/result", {"content": [], "_meta": RELATED}),
    "core cancel": core("tasks/cancel", {**CORE, "status": "cancelled"}),
    "listener": listening(ACKNOWLEDGED, CHANGED, CHANGED),
    "listener of a task": listening(
        acknowledged(taskIds=[TASK["taskId"]]), told("tasks", **DONE), taskIds=[TASK["taskId"], "other"]
    ),
    "listener ends": [
        *listening(ACKNOWLEDGED)[:2],
        server(
            id="l",
            result={"resultType": "complete", "_meta": {"io.modelcontextprotocol/subscriptionId": "l"}},
        ),
    ],
    "subscription": [
        *session(),
        client(id=1, method="resources/subscribe", params={"uri": "a2a://x"}),
        server(id=1, result={}),
        UPDATED,
    ],
    "prompts": listed("2025-06-18", "prompts/list", "prompts", {"name": "p", "title": "P"}),
}
FAULTS: dict[str, tuple[list[Line], str]] = {
    "form undeclared": ([*handshake("2025-11-25"), CALL, form(), ANSWER, RESULT], "not declared"),
    "page undeclared": ([*session(), CALL, page(elicitationId="e"), ANSWER, RESULT], "not declared"),
    "form too new": ([*handshake("2025-03-26", {"elicitation": {}}), CALL, form()], "KeyError"),
    "mode too new": ([*session("2025-06-18"), CALL, form(mode="form")], "mode, unknown to 2025-06-18"),
    "choices too new": ([*session("2025-06-18"), CALL, form(CHOICES)], "ValidationError"),
    "no fields": ([*session(), CALL, form({"type": "object", "properties": {}})], "no such fields"),
    "page without id": ([*session(url={}), CALL, page()], "elicitationId"),
    "question without call": ([*session(), form(), ANSWER], "no call waits"),
    "question left open": ([*session(), CALL, form(), RESULT], "never took back"),
    "question id used twice": (
        [*session(), CALL, form(), ANSWER, form(), ANSWER, RESULT],
        "used before",
    ),
    "cancels nothing": (
        [*session(), server(method="notifications/cancelled", params={"requestId": "q1"})],
        "cancels no open request",
    ),
    "takes back what was answered": (
        [*session(), CALL, form(), ANSWER, server(method="notifications/cancelled", params={"requestId": "q1"})],
        "cancels no open request",
    ),
    "round undeclared": (asked(MODERN_FORM), "not declared"),
    "round with an id": (
        asked(
            {"mode": "url", "message": "?", "url": "https://a", "elicitationId": "e"}, elicitation={"url": {}}
        ),
        "elicitationId",
    ),
    "state too long": (
        asked(MODERN_PAGE, elicitation={"url": {}}, state="s" * 5000),
        "4096 bytes",
    ),
    "empty round": (
        [
            request("tools/call", name="ask"),
            server(id=1, result={"resultType": "input_required", "inputRequests": {}}),
        ],
        "asks for nothing",
    ),
    "task undeclared": (tasked(capabilities={}), "not declared to take"),
    "task that changes its end": (tasked(DONE, EXTENSION), "had ended otherwise"),
    "task without its result": (tasked({**EXTENSION, "status": "completed"}), "has []"),
    "task of another type": (tasked({**EXTENSION, "resultType": "task"}), "another type"),
    "task with a null": (tasked({**EXTENSION, "statusMessage": None}), "null"),
    "task of the other era": (tasked(CORE), "ttlMs"),
    "core task of the other era": (core("tasks/get", EXTENSION), "ttl"),
    "core result of no task": (core("tasks/result", {"content": []}), "does not relate"),
    "core cancel that does not": (core("tasks/cancel", CORE), "canceled task that is not"),
    "core task begins ended": (
        [
            *session(),
            client(id=1, method="tools/call", params={"name": "slow", "task": {}}),
            server(id=1, result={"task": {**CORE, "status": "completed"}}),
        ],
        "no task that begins",
    ),
    "told before acknowledged": (listening(CHANGED), "before the subscription"),
    "told to nobody": ([told("tools/list_changed")], "nobody who listens"),
    "told with another id": (listening(ACKNOWLEDGED, told("tools/list_changed", 1)), "nobody who listens"),
    "told what was not promised": (listening(ACKNOWLEDGED, told("prompts/list_changed")), "not promised"),
    "promised unasked": (
        listening(acknowledged(toolsListChanged=True, promptsListChanged=True)),
        "not asked for",
    ),
    "told after leaving": ([*listening(ACKNOWLEDGED), CHANGED], "has left"),
    "nobody subscribed": ([*session(), UPDATED], "nobody subscribed"),
    "code of the other era": (
        [request("resources/read", uri="a2a://x"), server(id=1, error={"code": -32002, "message": "no"})],
        "other era",
    ),
    "prompt title too new": (
        listed("2025-03-26", "prompts/list", "prompts", {"name": "p", "title": "P"}),
        "title, unknown to 2025-03-26",
    ),
    "resource title too new": (
        listed("2025-03-26", "resources/list", "resources", {"uri": "a:b", "name": "p", "title": "P"}),
        "title, unknown to 2025-03-26",
    ),
    "tasks offered too early": (
        handshake("2025-06-18", offers={"tasks": {}}),
        "tasks, unknown to 2025-06-18",
    ),
}


@pytest.mark.parametrize("lines", FAULTLESS.values(), ids=FAULTLESS)
def test_a_faultless_conversation_has_no_problems(lines: list[Line]) -> None:
    assert problems(Recording(tuple(lines), exit_code=0)) == []


@pytest.mark.parametrize(("lines", "named"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named(lines: list[Line], named: str) -> None:
    found = problems(Recording(tuple(lines), exit_code=0))
    assert any(named in problem for problem in found), found
