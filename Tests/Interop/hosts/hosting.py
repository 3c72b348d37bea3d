"""How the tests speak to a host program: a JSON order a line on stdin, a JSON report a line on stdout.

Orders are carried out side by side, each by the method of the program's host that it names. Uses nothing but
anyio, which every generation of the `mcp` package brings along.
"""

import json
import sys
from collections.abc import Iterable
from typing import Any

import anyio
import anyio.to_thread
from browser import open_page

JSONObject = dict[str, Any]


class Log:
    """What has come, in order, and can be waited for."""

    def __init__(self) -> None:
        self.entries: list[JSONObject] = []
        self._news = anyio.Event()

    def add(self, entry: JSONObject) -> None:
        self.entries.append(entry)
        self._news.set()
        self._news = anyio.Event()

    async def reach(self, count: int) -> list[JSONObject]:
        """All entries, once there are that many."""
        while len(self.entries) < count:
            await self._news.wait()
        return self.entries


class Refusal(Exception):
    """The user's program breaks when it is asked."""


class User:
    """Answers what the host is asked, as the test has told it to.

    A reply is the result to give, `{"action": …, "content"?: …}`, or one of these:
    `{"action": "accept", "opens": true}` opens the page first, `{"action": "accept", "repeats": member}` fills
    the question itself in there, `{"silent": true}` waits for other instructions before it cancels,
    `{"breaks": words}` is an error.
    """

    def __init__(self) -> None:
        self.asked = Log()
        self.replies: list[JSONObject] = [{"action": "cancel"}]
        """One after the other; the last one stays."""
        self.instructed = anyio.Event()

    def instruct(self, replies: list[JSONObject]) -> None:
        self.asked = Log()
        self.replies = replies
        self.instructed.set()
        self.instructed = anyio.Event()

    async def answer(self, params: JSONObject) -> JSONObject:
        """What to answer to `elicitation/create` with these params."""
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        self.asked.add(params)
        match reply:
            case {"silent": True}:
                await self.instructed.wait()
                return {"action": "cancel"}
            case {"breaks": words}:
                raise Refusal(words)
            case {"opens": True}:
                await anyio.to_thread.run_sync(open_page, params["url"])
            case {"repeats": member}:
                return {"action": reply["action"], "content": {member: params["message"]}}
        return {name: value for name, value in reply.items() if name in ("action", "content")}


class Hosting:
    """What every host can be ordered to do. A method's arguments are the order's, its result the report's."""

    def __init__(self) -> None:
        self.user = User()
        self.notified = Log()
        """The notifications that came, but for progress."""

    async def instruct(self, replies: list[JSONObject]) -> None:
        """Tells the user what to answer from now on."""
        self.user.instruct(replies)

    async def asked(self, count: int) -> list[JSONObject]:
        """What the user was asked since then, once there is that much."""
        return await self.user.asked.reach(count)

    async def notifications(self, count: int) -> list[JSONObject]:
        return await self.notified.reach(count)


def plain(model: Any) -> Any:
    """What a model of the package was on the wire."""
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def plain_list(models: Iterable[Any]) -> list[Any]:
    return [plain(model) for model in models]


async def serve(host: Hosting) -> None:
    """Carries out orders until stdin ends; those that have not ended then are given up.

    Reports first, as if by order 0, that the host is connected.
    """
    print(json.dumps({"number": 0, "result": "connected"}), flush=True)
    scopes: dict[int, anyio.CancelScope] = {}

    async def perform(number: int, operation: str, arguments: JSONObject) -> None:
        report: JSONObject = {"number": number}
        with anyio.CancelScope() as scopes[number]:
            try:
                report["result"] = await getattr(host, operation)(**arguments)
            except Exception as error:
                report |= failure(error)
        if "result" not in report and "failure" not in report:
            report["given_up"] = True
        print(json.dumps(report), flush=True)

    async with anyio.create_task_group() as performing:
        while line := await anyio.to_thread.run_sync(sys.stdin.readline):
            match json.loads(line):
                case {"give_up": number}:
                    scopes[number].cancel()
                case order:
                    performing.start_soon(perform, order["number"], order["do"], order["arguments"])
        performing.cancel_scope.cancel()


def failure(error: BaseException) -> JSONObject:
    """The error as the host's user gets to see it, and the code if the server sent it."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    code = getattr(getattr(error, "error", None), "code", None)
    return {"failure": f"{type(error).__name__}: {error}", "code": code}
