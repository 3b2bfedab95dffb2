"""What a client can learn: views, columns, dropdowns, the description of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.views import openapi
from sync.fields.catalogue import SPECS
from sync.protocol.problems import CODES

if TYPE_CHECKING:
    from tests.server.views.desk import Desk


def test_views_are_listed_with_title_and_rights(desk: Desk) -> None:
    (view,) = desk.as_("reader").get("/views")["views"]
    assert (view["name"], view["title"], view["rights"]) == ("notes", "便条", {"read": True, "write": False})
    assert desk.as_("nobody").get("/views")["views"] == []


def test_columns_are_described_as_the_role_knows_them(desk: Desk) -> None:
    columns = {column["key"]: column for column in desk.get("/views/notes")["columns"]}
    title = columns["title"]
    assert (title["label"], title["kind"], title["writer"], title["required"]) == (
        "标题",
        "text",
        "people",
        True,
    )
    assert columns["body"]["limit"] == 1000
    assert columns["action"]["choices"] == ["作废", "抄送"]
    assert [key for key, column in columns.items() if column["writable"]] == [
        *("title", "body", "weight", "private", "action", "pin")
    ]
    assert "sync_note" not in columns
    assert "body" not in {column["key"] for column in desk.as_("shop").get("/views/notes")["columns"]}
    assert not any(column["writable"] for column in desk.as_("reader").get("/views/notes")["columns"])


def test_a_dropdown_has_choices_and_a_version(desk: Desk) -> None:
    assert desk.get("/views/notes/choices/title") == {
        "field": "title",
        "version": 3,
        "choices": [{"value": "早", "label": "早上好", "search": ""}],
        "status_code": 200,
    }
    assert desk.get("/views/notes/choices/weight")["choices"] == []
    assert desk.get("/views/notes/choices/nothing")["status_code"] == 404
    assert desk.as_("shop").get("/views/notes/choices/body")["status_code"] == 404
    assert desk.get("/views/nothing")["status_code"] == 404


def test_a_dropdown_is_asked_for_one_search_and_nothing_else(desk: Desk) -> None:
    assert desk.get("/views/notes/choices/title?search=早")["status_code"] == 200
    for query in ("serch=早", "search=早&limit=5", "search=早&search=晚", "="):
        assert desk.get(f"/views/notes/choices/title?{query}")["status_code"] == 422


def test_every_reference_of_the_description_leads_somewhere(desk: Desk) -> None:
    document = desk.get("/openapi.json")
    assert document["openapi"] == "3.1.0"
    references = set(_references(document))
    assert references
    schemas = document["components"]["schemas"]
    assert {reference.removeprefix("#/components/schemas/") for reference in references} <= schemas.keys()


def test_the_description_names_every_route_field_and_problem() -> None:
    extra = openapi.Operation(method="post", path="/session", name="signIn", summary="Sign in", public=True)
    document = openapi.document(SPECS, also=[extra])
    assert document["paths"]["/session"]["post"]["security"] == []
    assert list(document["paths"]) == [operation.path for operation in (*openapi.OPERATIONS, extra)]
    schemas = document["components"]["schemas"]
    assert schemas["values_orders"]["properties"]["quantity"]["title"] == "数量 Quantity"
    assert "sync_result" not in schemas["values_orders"]["properties"]
    assert [code["const"] for code in schemas["ProblemCode"]["oneOf"]] == [code.code for code in CODES]


def test_the_described_routes_are_those_of_the_application(desk: Desk) -> None:
    described = {
        f"/api/v1{path}".replace("{", "<").replace("}", ">") for path in desk.get("/openapi.json")["paths"]
    }
    served = {rule.rule for rule in desk.app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    assert described == served - {"/api/v1/openapi.json"}


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in _references(value)]
    if isinstance(node, list):
        return [found for value in node for found in _references(value)]
    return []
