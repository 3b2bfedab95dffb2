"""The description of the API (OpenAPI 3.1), made from the catalogue of fields and the message types."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from server.views.describe import ChoicesOut, SheetOut, ViewsOut
from sync.fields.kinds import Kind, Writer
from sync.protocol.messages import SyncRequest, SyncResponse
from sync.protocol.problems import CODES
from sync.protocol.stories import Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sync.fields.kinds import Field, ViewSpec

Json: TypeAlias = dict[str, Any]
REFERENCE = "#/components/schemas/{name}"
REFUSALS = {
    400: "The body is no JSON",
    401: "Nobody is signed in",
    403: "The role may not",
    404: "There is no such thing",
    409: "The id of the request or submission was used otherwise",
    411: "The length of the body was not told",
    413: "More than 32 MB",
    422: "JSON or a query, but of no such request",
    429: "Too many tries; Retry-After says when",
    503: "Busy; Retry-After says when",
}
WAIT = {
    "Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}, "description": "Seconds"}
}
REFUSAL_HEADERS: dict[int, Json] = {
    401: {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}},
    429: WAIT,
    503: WAIT,
}
FORMATS = {
    Kind.QUANTITY: "decimal without exponent, at most 15 significant digits",
    Kind.PRICE: "decimal without exponent, tax included, at most six decimals",
    Kind.MONEY: "decimal without exponent, two decimals",
    Kind.NUMBER: "decimal without exponent",
    Kind.WHOLE: "whole number",
    Kind.DATE: "ISO date",
    Kind.TIME: "ISO time with offset, answered in UTC",
    Kind.TRUTH: "true or false",
    Kind.NAMES: "names separated by ；",
    Kind.COMMAND: "a command, run at most once for a key and revision",
    Kind.SECRET: "written only, never answered",
}
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route: `body` and `answer` are message types, `refusals` the statuses of its problem documents.

    `chinese` is the summary for the page that people read; `status` that of an answer; `media` what an answer
    is that is no JSON; `links` say by name what may be asked next with what was answered. With a `query`, any
    other field of it is refused (422); `dates` are its fields that are ISO dates.
    """

    method: str
    path: str
    name: str
    summary: str
    chinese: str = ""
    answer: Any = None
    body: Any = None
    media: str = ""
    status: int = 200
    refusals: tuple[int, ...] = (401, 503)
    query: Mapping[str, str] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()
    links: Json = field(default_factory=dict)
    public: bool = False


OPERATIONS = (
    Operation(
        method="get",
        path="/views",
        name="listViews",
        summary="The views you may see",
        chinese="可以查看的表",
        answer=ViewsOut,
        links={
            "describeView": {
                "operationId": "describeView",
                "parameters": {"view": "$response.body#/views/0/name"},
            }
        },
    ),
    Operation(
        method="get",
        path="/views/{view}",
        name="describeView",
        summary="A view and its columns",
        chinese="一张表和它的列",
        answer=SheetOut,
        refusals=(401, 403, 404, 503),
        links={
            "listChoices": {
                "operationId": "listChoices",
                "parameters": {"view": "$request.path.view", "field": "$response.body#/columns/0/key"},
            }
        },
    ),
    Operation(
        method="get",
        path="/views/{view}/choices/{field}",
        name="listChoices",
        summary="The dropdown of a column",
        chinese="一列的下拉选项",
        answer=ChoicesOut,
        query={"search": "Answer only what holds this text: code, name, specification, pinyin, its initials"},
        refusals=(401, 403, 404, 422, 503),
    ),
    Operation(
        method="get",
        path="/views/{view}/rows/{key}/history",
        name="tellRow",
        summary="A row, who changed what of it, and what stands behind it",
        chinese="一行的来龙去脉：谁改了什么，库存，冻结原因",
        answer=Story,
        refusals=(401, 403, 404, 503),
    ),
    Operation(
        method="post",
        path="/views/{view}/sync",
        name="sync",
        summary="Write rows, and get what others changed",
        chinese="提交改动的行，同时取回别人的改动",
        body=SyncRequest,
        answer=SyncResponse,
        refusals=tuple(REFUSALS),
        links={
            "undo": {"operationId": "undo", "parameters": {"submission": "$response.body#/submission"}},
            "pull": {
                "operationId": "sync",
                "parameters": {"view": "$request.path.view"},
                "requestBody": {"cursor": "$response.body#/cursor"},
            },
        },
    ),
    Operation(
        method="post",
        path="/submissions/{submission}/undo",
        name="undo",
        summary="Take a submission back",
        chinese="撤销一次提交",
        answer=SyncResponse,
        refusals=(401, 403, 404, 503),
    ),
)


def document(specs: Sequence[ViewSpec], *, also: Iterable[Operation] = ()) -> Json:
    """Return the whole description: the routes of the views, those given beside, and every view's values."""
    operations = (*OPERATIONS, *also)
    types = [made for operation in operations for made in (operation.body, operation.answer) if made]
    _, schemas = msgspec.json.schema_components(dict.fromkeys(types), ref_template=REFERENCE)
    paths: dict[str, Json] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sheetline",
            "version": "1",
            "description": "Orders stay in spreadsheets; this is what the sheets talk to. "
            "A problem of a row is never an HTTP error: every row sent has a result.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                **schemas,
                **_common(specs),
                **{f"values_{spec.name}": _values(spec) for spec in specs},
            },
        },
    }


def _described(operation: Operation) -> Json:
    names = _PARAMETER.findall(operation.path)
    described: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*map(_parameter, names), *_query_parameters(operation)],
        "responses": {str(operation.status): _answer(operation)}
        | {str(status): _refusal(status) for status in operation.refusals},
    }
    if operation.body is not None:
        described["requestBody"] = {"required": True, "content": _content(operation.body)}
    if operation.public:
        described["security"] = []
    return described


def _parameter(name: str) -> Json:
    schema: Json = {"$ref": REFERENCE.format(name="ViewName")} if name == "view" else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(operation: Operation) -> list[Json]:
    date = {"type": "string", "format": "date"}
    return [
        {
            "name": name,
            "in": "query",
            "schema": date if name in operation.dates else {"type": "string"},
            "description": description,
        }
        for name, description in operation.query.items()
    ]


def _answer(operation: Operation) -> Json:
    answer: Json = {"description": "Done"}
    if operation.answer is not None:
        answer["content"] = _content(operation.answer)
    if operation.media:
        answer["content"] = {operation.media: {"schema": {"type": "string", "format": "binary"}}}
    if operation.links:
        answer["links"] = operation.links
    return answer


def _content(made: Any) -> Json:
    (schema,), _ = msgspec.json.schema_components([made], ref_template=REFERENCE)
    return {"application/json": {"schema": schema}}


def _refusal(status: int) -> Json:
    schema = {"$ref": REFERENCE.format(name="ProblemDocument")}
    return {
        "description": REFUSALS[status],
        "headers": REFUSAL_HEADERS.get(status, {}),
        "content": {"application/problem+json": {"schema": schema}},
    }


def _common(specs: Sequence[ViewSpec]) -> Json:
    text = {"type": "string"}
    return {
        "ViewName": {"type": "string", "enum": [spec.name for spec in specs]},
        "ProblemCode": {
            "type": "string",
            "oneOf": [
                {"const": code.code, "title": code.chinese, "description": f"{code.level}: {code.english}"}
                for code in CODES
            ],
        },
        "ProblemDocument": {
            "type": "object",
            "description": "RFC 9457",
            "required": ["title", "status"],
            "properties": {
                "type": text,
                "title": text,
                "status": {"type": "integer"},
                "detail": text,
                "request_id": {**text, "description": "Also in X-Request-Id and in the server's log."},
            },
        },
    }


def _values(spec: ViewSpec) -> Json:
    fields = [known for known in spec.fields if known.writer is not Writer.SHEET]
    return {
        "type": "object",
        "title": f"{spec.title} {spec.english}",
        "description": f"Values of a row of the view {spec.name}; a field left out is not edited.",
        "properties": {known.key: _value(known) for known in fields},
    }


def _value(known: Field) -> Json:
    schema: Json = {"type": ["string", "null"], "title": f"{known.label} {known.english}"}
    notes = [FORMATS.get(known.kind, ""), known.hint_english, "required" if known.required else ""]
    if described := "; ".join(note for note in notes if note):
        schema["description"] = described
    if known.writer is Writer.SERVER:
        schema["readOnly"] = True
    elif known.kind in {Kind.TEXT, Kind.CODE, Kind.NAMES}:
        schema["maxLength"] = known.limit
    if isinstance(known.choices, tuple) and known.choices:
        schema["examples"] = list(known.choices)
    return schema
