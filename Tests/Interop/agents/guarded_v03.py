"""The agent behind authentication on a2a-sdk 0.3: under each path a card and JSON-RPC."""

from a2a.grpc.a2a_pb2_grpc import add_A2AServiceServicer_to_server
from a2a.server.apps import A2AStarletteApplication
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.request_handlers.grpc_handler import GrpcHandler
from a2a.server.tasks import InMemoryTaskStore
from a2a.types import AgentCard, AgentInterface, AgentSkill, SecurityScheme
from a2a.utils.constants import AGENT_CARD_WELL_KNOWN_PATH
from agent_v03 import Executor, Turn, card
from guarding import Gate, TokenInterceptor, World, world
from guards import (
    GUARDS,
    SCHEMES,
    SECRET_SKILL,
    VAULT_ANSWER,
    WRITING_SCOPE,
    WRITING_SKILL,
    Guard,
    flow,
)
from serving import Options, serve
from serving_grpc import GRPCListener
from starlette.applications import Starlette
from starlette.types import ASGIApp


class Guarded(Executor):
    async def vault(self, turn: Turn) -> None:
        await turn.complete(VAULT_ANSWER)


def interface(options: Options, guard: Guard, grpc_address: str) -> AgentInterface:
    if guard.speaks_grpc:
        return AgentInterface(transport="GRPC", url=grpc_address)
    return AgentInterface(transport="JSONRPC", url=f"{options.url}/{guard.name}")


def guarded_card(options: Options, guard: Guard, world: World, own: AgentInterface) -> AgentCard:
    foreign = AgentInterface(transport="JSONRPC", url=f"{world.elsewhere}/elsewhere")
    agent_card = card(options, *(foreign, own) if guard.leads_elsewhere else (own,))
    agent_card.name = guard.name
    if guard.scheme is not None:
        written = SCHEMES.get(guard.scheme) or flow(f"{world.elsewhere}/token")
        agent_card.security_schemes = {guard.scheme: SecurityScheme.model_validate(written)}
        agent_card.security = [{guard.scheme: ["ask"] if guard.scheme == "oauth" else []}]
        for skill in agent_card.skills:
            if guard.scheme == "oauth" and skill.id == WRITING_SKILL:
                skill.security = [{guard.scheme: [WRITING_SCOPE]}]
    agent_card.supports_authenticated_extended_card = guard.is_extended
    return agent_card


def extended(agent_card: AgentCard) -> AgentCard:
    skill = AgentSkill(id=SECRET_SKILL, name="Vault", description="Opens the vault.", tags=["test"])
    return agent_card.model_copy(update={"skills": [*agent_card.skills, skill]})


async def build(options: Options) -> ASGIApp:
    where = world()
    grpc = GRPCListener(None, TokenInterceptor(where))
    app = Starlette()
    for guard in GUARDS:
        agent_card = guarded_card(options, guard, where, interface(options, guard, grpc.address))
        handler = DefaultRequestHandler(Guarded(), InMemoryTaskStore())
        if guard.speaks_grpc:
            add_A2AServiceServicer_to_server(GrpcHandler(agent_card, handler), grpc.server)
        application = A2AStarletteApplication(
            agent_card,
            handler,
            extended_agent_card=extended(agent_card) if guard.is_extended else None,
        )
        path = f"/{guard.name}"
        application.add_routes_to_app(app, agent_card_url=path + AGENT_CARD_WELL_KNOWN_PATH, rpc_url=path)
    await grpc.start(app)
    return Gate(app, where)


if __name__ == "__main__":
    serve(build)
