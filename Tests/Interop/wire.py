"""What `mcp-types` has no models of: the fields of forms by version, and tasks of both eras.

Strict models, in the wire's own spelling; each raises what is wrong.
"""

from typing import Annotated, Any, Generic, Literal, TypeVar

from mcp_types.version import is_version_at_least
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

RICH_FORMS_SINCE = "2025-11-25"
"""Titled and multiple choices."""
NULLABLE = ("ttl", "ttlMs")
"""Without limit."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def has_no_null(cls, members: Any) -> Any:
        """Null is no way to leave a member out."""
        given = members.items() if isinstance(members, dict) else ()
        nulls = [name for name, value in given if value is None and name not in NULLABLE]
        if nulls:
            raise ValueError(f"null: {nulls}")
        return members


class Described(Strict):
    title: str | None = None
    description: str | None = None


class Text(Described):
    type: Literal["string"]
    minLength: int | None = None
    maxLength: int | None = None
    format: Literal["email", "uri", "date", "date-time"] | None = None


class Number(Described):
    type: Literal["number", "integer"]
    minimum: int | float | None = None
    maximum: int | float | None = None


class Boolean(Described):
    type: Literal["boolean"]


class Choice(Described):
    type: Literal["string"]
    enum: list[str]
    enumNames: list[str] | None = None


class Option(Strict):
    const: str
    title: str


class TitledChoice(Described):
    type: Literal["string"]
    oneOf: list[Option]


class Options(Strict):
    type: Literal["string"] | None = None
    enum: list[str] | None = None
    anyOf: list[Option] | None = None


class Choices(Described):
    type: Literal["array"]
    items: Options
    minItems: int | None = None
    maxItems: int | None = None


Kind = TypeVar("Kind")


class Form(Strict, Generic[Kind]):
    type: Literal["object"]
    properties: dict[str, Kind]
    required: list[str] | None = None


PLAIN_FORM = TypeAdapter(Form[Text | Number | Boolean | Choice])
RICH_FORM = TypeAdapter(Form[Text | Number | Boolean | Choice | TitledChoice | Choices])


def check_form(schema: dict[str, Any], version: str) -> None:
    """Raises unless every host of that version can show the form."""
    model = RICH_FORM if is_version_at_least(version, RICH_FORMS_SINCE) else PLAIN_FORM
    model.validate_python(schema)
    missing = {*schema.get("required", [])} - schema["properties"].keys()
    if missing or not schema["properties"]:
        raise ValueError(f"no such fields: {missing}")


Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]
Status = Literal["working", "input_required", "completed", "failed", "cancelled"]
ENDS = ("completed", "failed", "cancelled")


class Task(Strict):
    taskId: Annotated[str, Field(min_length=16)]
    status: Status
    statusMessage: str | None = None
    createdAt: Moment
    lastUpdatedAt: Moment


class CoreTask(Task):
    """Of 2025-11-25."""

    ttl: int | None
    pollInterval: Annotated[int, Field(gt=0)] | None = None


class ExtensionTask(Task):
    """Of `io.modelcontextprotocol/tasks`, with what its status brings along."""

    ttlMs: int | None
    pollIntervalMs: Annotated[int, Field(gt=0)] | None = None
    result: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    inputRequests: dict[str, Any] | None = None

    @model_validator(mode="after")
    def brings_along_what_its_status_says(self) -> "ExtensionTask":
        brought = {"result": self.result, "error": self.error, "inputRequests": self.inputRequests}
        there = {name for name, value in brought.items() if value is not None}
        due = {"completed": {"result"}, "failed": {"error"}, "input_required": {"inputRequests"}}
        if there != due.get(self.status, set()):
            raise ValueError(f"a task that is {self.status} has {sorted(there)}")
        return self
