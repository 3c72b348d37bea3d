"""The test agent on fasta2a 2.x, which has tasks but no messages for an answer; JSON-RPC only."""

import base64
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any

import anyio
import anyio.abc
import script
from fasta2a import FastA2A, Skill, Worker
from fasta2a.broker import InMemoryBroker
from fasta2a.schema import (
    AgentCapabilities,
    Artifact,
    Message,
    Part,
    TaskIdParams,
    TaskSendParams,
    TaskState,
)
from fasta2a.storage import InMemoryStorage
from serving import Options, record, serve

SKILLS = ("echo", "inspect", "slow", "artifacts", "chunks", "ask", "fail", "reject", "forever")


def file_part(name: str, media_type: str, content: bytes) -> Part:
    return Part(raw=base64.b64encode(content).decode(), filename=name, media_type=media_type)


def said(text: str) -> Message:
    return Message(role="agent", parts=[Part(text=text)], message_id=str(uuid.uuid4()))


def artifact(*parts: Part, **more: Any) -> Artifact:
    return Artifact(artifact_id=str(uuid.uuid4()), parts=list(parts), **more)


class Turn:
    """One message to the agent and the ways to answer it: what is told is kept too, for those who poll."""

    def __init__(self, worker: Worker[Any], params: TaskSendParams) -> None:
        self.worker = worker
        self.message = params["message"]
        self.ids = (params["id"], params["context_id"])

    @property
    def text(self) -> str:
        return self.message["parts"][0]["text"]

    @property
    def skill(self) -> str:
        return self.message["metadata"]["skillId"]

    async def say(self, state: TaskState, text: str) -> None:
        """Into the history, which is where this package's workers leave an agent's words."""
        await self.worker.publish_status(*self.ids, state, said(text))
        await self.worker.storage.update_task(self.ids[0], state, new_messages=[said(text)])

    async def give(self, artifact: Artifact) -> None:
        await self.worker.publish_artifact(*self.ids, artifact)
        await self.worker.storage.update_task(self.ids[0], "working", new_artifacts=[artifact])

    async def complete(self) -> None:
        await self.worker.storage.update_task(self.ids[0], "completed")


class ScriptWorker(Worker[Any]):
    """Runs its tasks beside each other, as a canceled one has to end while it runs."""

    group: anyio.abc.TaskGroup

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.running: dict[str, anyio.CancelScope] = {}

    async def run_task(self, params: TaskSendParams) -> None:
        turn = Turn(self, params)
        record(f"received {turn.skill} {params['id']}")
        await self.storage.update_task(params["id"], "working")
        self.group.start_soon(self.perform, turn)

    async def perform(self, turn: Turn) -> None:
        with anyio.CancelScope() as scope:
            self.running[turn.ids[0]] = scope
            await getattr(self, turn.skill)(turn)
            await self._publish_final_state(turn.ids[0])

    async def cancel_task(self, params: TaskIdParams) -> None:
        record(f"canceled {params['id']}")
        await self.storage.update_task(params["id"], "canceled", new_messages=[said(script.STOPPED)])
        self.running[params["id"]].cancel()

    def build_message_history(self, history: Sequence[Message]) -> list[Any]:
        return list(history)

    def build_artifacts(self, result: Any) -> list[Artifact]:
        return [result]

    async def echo(self, turn: Turn) -> None:
        await turn.say("completed", script.ECHO_PREFIX + turn.text)

    async def inspect(self, turn: Turn) -> None:
        data = {"contextId": turn.ids[1], "parts": json.loads(json.dumps(turn.message["parts"]))}
        await turn.give(artifact(Part(data=data)))
        await turn.complete()

    async def slow(self, turn: Turn) -> None:
        for step in script.STEPS:
            await self.publish_status(*turn.ids, "working", said(step))
            await anyio.sleep(script.STEP_SECONDS)
        await turn.give(artifact(Part(text=script.SLOW_ANSWER), name="answer"))
        await turn.complete()

    async def artifacts(self, turn: Turn) -> None:
        png = file_part(script.PNG_NAME, "image/png", script.PNG)
        csv = file_part(script.CSV_NAME, "text/csv", script.CSV)
        link = Part(url=script.LINK, filename=script.LINK_NAME, media_type="application/pdf")
        await turn.give(artifact(Part(text=script.REPORT_TEXT), name="report"))
        await turn.give(artifact(Part(data=script.REPORT_DATA), name="numbers"))
        await turn.give(artifact(png, csv, name="files"))
        await turn.give(artifact(link, name="link"))
        await turn.complete()

    async def chunks(self, turn: Turn) -> None:
        for text in script.CHUNKS:
            chunk = Artifact(artifact_id="counting", parts=[Part(text=text)])
            await self.publish_artifact(*turn.ids, chunk, append=True, last_chunk=False)
        # As this package's own worker does it: the whole once more, in place of its chunks.
        whole = Artifact(artifact_id="counting", parts=[Part(text="".join(script.CHUNKS))])
        await turn.give(whole)
        await turn.complete()

    async def ask(self, turn: Turn) -> None:
        await turn.say("input-required", script.QUESTION)

    async def fail(self, turn: Turn) -> None:
        await turn.say("failed", script.FAILURE)

    async def reject(self, turn: Turn) -> None:
        await turn.say("rejected", script.REJECTION)

    async def forever(self, turn: Turn) -> None:
        try:
            await anyio.sleep_forever()
        finally:
            record(f"ended {turn.ids[0]}")


class Agent(FastA2A):
    """The package's own application, with a card that may say that it does not stream."""

    streaming = True

    def _capabilities(self) -> AgentCapabilities:
        return AgentCapabilities(streaming=self.streaming, push_notifications=False)


async def build(options: Options) -> FastA2A:
    storage, broker = InMemoryStorage[Any](), InMemoryBroker()
    worker = ScriptWorker(broker, storage)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastA2A) -> AsyncIterator[None]:
        async with app.task_manager, anyio.create_task_group() as group, worker.run():
            worker.group = group
            yield
            group.cancel_scope.cancel()

    skills = [
        Skill(
            id=skill.id,
            name=skill.name,
            description=skill.description,
            tags=["test"],
            input_modes=list(skill.input_modes),
            output_modes=["text/plain"],
        )
        for skill in script.SKILLS
        if skill.id in SKILLS
    ]
    app = Agent(
        storage=storage,
        broker=broker,
        name="Weather on fasta2a",
        url=options.url,
        skills=skills,
        default_input_modes=["text/plain"],
        lifespan=lifespan,
    )
    app.streaming = options.streaming
    return app


if __name__ == "__main__":
    serve(build)
