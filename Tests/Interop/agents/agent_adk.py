"""The test agent on google-adk: a scripted agent without a model, with the card that the package builds for it.

The card has one skill, so the first word of a message says what to do.
"""

import asyncio
import urllib.parse
from collections.abc import AsyncGenerator

import script
from a2a.types import AgentCapabilities
from google.adk.a2a.utils.agent_card_builder import AgentCardBuilder
from google.adk.a2a.utils.agent_to_a2a import to_a2a
from google.adk.agents import BaseAgent
from google.adk.agents.invocation_context import InvocationContext
from google.adk.events import Event
from google.genai.types import Blob, Content, FileData, FunctionCall, Part
from serving import Options, record, serve
from starlette.applications import Starlette

Events = AsyncGenerator[Event, None]


def file_part(name: str, media_type: str, content: bytes) -> Part:
    return Part(inline_data=Blob(display_name=name, mime_type=media_type, data=content))


def link_part(name: str, media_type: str, url: str) -> Part:
    return Part(file_data=FileData(display_name=name, mime_type=media_type, file_uri=url))


class Weather(BaseAgent):
    async def _run_async_impl(self, ctx: InvocationContext) -> Events:
        assert ctx.user_content is not None and ctx.user_content.parts is not None
        skill, _, text = (ctx.user_content.parts[0].text or "").partition(" ")
        record(f"received {skill}")
        async for event in getattr(self, f"do_{skill}")(text):
            event.invocation_id = ctx.invocation_id
            yield event

    def event(self, *parts: Part, partial: bool = False) -> Event:
        return Event(author=self.name, partial=partial, content=Content(role="model", parts=list(parts)))

    async def do_echo(self, text: str) -> Events:
        yield self.event(Part(text=script.ECHO_PREFIX + text))

    async def do_slow(self, text: str) -> Events:
        await asyncio.sleep(len(script.STEPS) * script.STEP_SECONDS)
        yield self.event(Part(text=script.SLOW_ANSWER))

    async def do_artifacts(self, text: str) -> Events:
        png = file_part(script.PNG_NAME, "image/png", script.PNG)
        csv = file_part(script.CSV_NAME, "text/csv", script.CSV)
        yield self.event(Part(text=script.REPORT_TEXT))
        yield self.event(png, csv)
        yield self.event(link_part(script.LINK_NAME, "application/pdf", script.LINK))

    async def do_chunks(self, text: str) -> Events:
        for piece in script.CHUNKS:
            yield self.event(Part(text=piece), partial=True)
        # As models do it here: the whole once more, in place of its pieces.
        yield self.event(Part(text="".join(script.CHUNKS)))

    async def do_ask(self, text: str) -> Events:
        call = FunctionCall(id="ask-1", name="ask_user", args={"question": script.QUESTION})
        event = self.event(Part(function_call=call))
        event.long_running_tool_ids = {"ask-1"}
        yield event

    async def do_fail(self, text: str) -> Events:
        yield Event(author=self.name, error_code="BURNED", error_message=script.FAILURE)

    async def do_forever(self, text: str) -> Events:
        try:
            await asyncio.Event().wait()
        finally:
            record("ended")
        yield self.event()


async def build(options: Options) -> Starlette:
    agent = Weather(name="weather", description="A test agent.")
    capabilities = AgentCapabilities(streaming=options.streaming)
    card = await AgentCardBuilder(agent=agent, rpc_url=options.url, capabilities=capabilities).build()
    address = urllib.parse.urlsplit(options.url)
    return to_a2a(agent, host=address.hostname or "", port=address.port or 0, agent_card=card)


if __name__ == "__main__":
    serve(build)
