"""The test agent on python-a2a, which speaks A2A 0.1: `tasks/send` and its kin, each at a path of its own."""

import time
from typing import Any

import script
from python_a2a import A2AServer, AgentCard, AgentSkill, Task, TaskState, TaskStatus
from python_a2a.server.http import create_flask_app
from serving import HOST, Options, opening, record
from werkzeug.serving import make_server

SKILLS = ("echo", "slow", "ask", "fail")


def text_part(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


class Weather(A2AServer):
    """The first word of a message says what to do, as this package drops the metadata."""

    def handle_task(self, task: Task) -> Task:
        message = task.message
        text = (message.get("content") or message["parts"][0])["text"]
        is_reply = task.id in self.tasks
        skill, _, rest = ("ask", "", text) if is_reply else text.partition(" ")
        record(f"received {skill} {task.id}")
        match skill:
            case "echo":
                return self.completed(task, script.ECHO_PREFIX + rest)
            case "slow":
                time.sleep(len(script.STEPS) * script.STEP_SECONDS)
                return self.completed(task, script.SLOW_ANSWER)
            case "ask" if is_reply:
                return self.completed(task, script.forecast(rest))
            case "ask":
                return self.ended(task, TaskState.INPUT_REQUIRED, script.QUESTION)
            case _:
                return self.ended(task, TaskState.FAILED, script.FAILURE)

    @staticmethod
    def completed(task: Task, text: str) -> Task:
        task.artifacts = [{"parts": [text_part(text)]}]
        task.status = TaskStatus(state=TaskState.COMPLETED)
        return task

    @staticmethod
    def ended(task: Task, state: TaskState, text: str) -> Task:
        message: dict[str, Any] = {"role": "agent", "parts": [text_part(text)]}
        task.status = TaskStatus(state=state, message=message)
        return task


def card(options: Options) -> AgentCard:
    return AgentCard(
        name="Weather on python-a2a",
        description="A test agent.",
        url=options.url,
        version="1",
        capabilities={"streaming": options.streaming},
        skills=[
            AgentSkill(id=skill.id, name=skill.name, description=skill.description, tags=["test"])
            for skill in script.SKILLS
            if skill.id in SKILLS
        ],
    )


def main() -> None:
    options, listener = opening()
    app = create_flask_app(Weather(agent_card=card(options)))
    listener.listen()
    record(options.url)
    make_server(HOST, 0, app, threaded=True, fd=listener.fileno()).serve_forever()


if __name__ == "__main__":
    main()
