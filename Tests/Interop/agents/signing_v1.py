"""The agent with signed cards on a2a-sdk 1.x: under each path a card and JSON-RPC in A2A 1.0."""

from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes
from a2a.server.tasks import InMemoryTaskStore
from a2a.types.a2a_pb2 import AgentInterface
from a2a.utils.constants import AGENT_CARD_WELL_KNOWN_PATH
from agent_v1 import Executor, card
from serving import Options, serve
from signing import SIGNERS, add_gateways
from starlette.applications import Starlette


async def build(options: Options) -> Starlette:
    routes = []
    for signer in SIGNERS:
        path = f"/{signer.path}"
        interface = AgentInterface(protocol_binding="JSONRPC", protocol_version="1.0", url=options.url + path)
        signed = card(options, interface)
        # Words that canonical forms disagree about.
        signed.description = "Wéather – “fine”, 20 €, \U0001f326."
        signer.sign(signed)
        handler = DefaultRequestHandler(Executor(), InMemoryTaskStore(), signed)
        routes += create_agent_card_routes(signed, card_url=path + AGENT_CARD_WELL_KNOWN_PATH)
        routes += create_jsonrpc_routes(handler, path)
    app = Starlette(routes=routes)
    add_gateways(app)
    return app


if __name__ == "__main__":
    serve(build)
