"""The agent that "Agent-to-Agent (A2A): Zero-to-Production" builds: an objective goes in, a result comes out.

Its card has words for capabilities and no skills; the first word of an objective says what to do.
"""

import asyncio

import script
from fastapi import FastAPI, Request
from serving import Options, record, serve


async def work(objective: str) -> tuple[str, str]:
    """The status and the result."""
    skill, _, text = objective.partition(" ")
    record(f"received {skill}")
    match skill:
        case "echo":
            return "completed", script.ECHO_PREFIX + text
        case "slow":
            await asyncio.sleep(len(script.STEPS) * script.STEP_SECONDS)
            return "completed", script.SLOW_ANSWER
        case _:
            return "failed", script.FAILURE


async def build(options: Options) -> FastAPI:
    app = FastAPI()

    @app.post("/a2a")
    async def handle_task(request: Request) -> dict[str, str]:
        payload = await request.json()
        status, result = await work(payload["objective"])
        return {"task_id": payload.get("task_id"), "status": status, "result": result}

    @app.get("/.well-known/agent-card.json")
    async def agent_card() -> dict[str, object]:
        return {
            "name": "research-agent",
            "description": "Finds, summarizes, and cites technical sources",
            "version": "1.0.0",
            "protocol": "a2a/0.1",
            "endpoint": "/a2a",
            "capabilities": ["web_research", "citation_generation", "technical_summary"],
        }

    return app


if __name__ == "__main__":
    serve(build)
