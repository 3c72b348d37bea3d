"""The agent with signed cards on a2a-sdk 0.3: under each path a card and JSON-RPC."""

from a2a.server.apps import A2AStarletteApplication
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.tasks import InMemoryTaskStore
from a2a.types import AgentInterface
from a2a.utils.constants import AGENT_CARD_WELL_KNOWN_PATH
from agent_v03 import Executor, card
from serving import Options, serve
from signing import SIGNERS, add_gateways
from starlette.applications import Starlette


async def build(options: Options) -> Starlette:
    app = Starlette()
    for signer in SIGNERS:
        path = f"/{signer.path}"
        signed = card(options, AgentInterface(transport="JSONRPC", url=options.url + path))
        signed.description = "Wéather – “fine”, 20 €, \U0001f326."
        application = A2AStarletteApplication(
            signer.sign(signed), DefaultRequestHandler(Executor(), InMemoryTaskStore())
        )
        application.add_routes_to_app(app, agent_card_url=path + AGENT_CARD_WELL_KNOWN_PATH, rpc_url=path)
    add_gateways(app)
    return app


if __name__ == "__main__":
    serve(build)
