"""The description of the API: for programs as OpenAPI, for people as a page made here, with nothing from elsewhere."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sijill.desk.api.desk import api, unchanged

_METHODS = ("get", "post", "put", "patch", "delete")


class Field(NamedTuple):
    """A parameter or a field of a body."""

    name: str
    where: str
    type: str
    needed: bool


class Route(NamedTuple):
    """What one method of one address takes and gives."""

    method: str
    path: str
    summary: str
    takes: list[Field]
    gives: list[tuple[str, str]]


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description, in the language of the request."""
    response = HttpResponse(document(translation.get_language() or "en"), content_type="application/json")
    return unchanged(request, response, response.content) or response


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The same as a page."""
    held = json.loads(document(translation.get_language() or "en"))
    groups: dict[str, list[Route]] = {}
    for path, methods in held["paths"].items():
        for method in _METHODS:
            if method in methods:
                one = methods[method]
                groups.setdefault(one["tags"][0], []).append(_route(method, path, one, held))
    names = {"reports": _("Reports"), "readings": _("Readings"), "events": _("Events"), "incidents": _("Incidents"), "exports": _("Exports"), "account": _("Account")}
    shapes = [(name, [Field(n, "", _type(s), n in shape.get("required", ())) for n, s in shape.get("properties", {}).items()]) for name, shape in sorted(held["components"]["schemas"].items())]
    return render(request, "desk/api/reference.html", {"groups": [(names.get(tag, tag), routes) for tag, routes in groups.items()], "shapes": shapes, "host": request.get_host()})


@cache
def document(language: str) -> bytes:
    """The description as JSON."""
    with translation.override(language):
        held: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))
    held["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}, "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"}}
    held["security"] = [{"token": []}, {"session": []}]
    refused = {"description": "Refused", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}}}
    held["components"]["schemas"]["Refused"] = _REFUSED
    for methods in held["paths"].values():
        for one in methods.values():
            one["responses"].setdefault("default", refused)
    return json.dumps(held, ensure_ascii=False, sort_keys=False).encode()


_REFUSED: dict[str, Any] = {
    "type": "object", "required": ["error", "remedy"], "properties": {
        "error": {"type": "string", "description": "what is wrong"}, "remedy": {"type": "string", "description": "what to do"},
        "fields": {"type": "array", "items": {"type": "object", "properties": {"where": {"type": "string"}, "what": {"type": "string"}}}},
    },
}  # fmt: skip


def _route(method: str, path: str, one: dict[str, Any], held: dict[str, Any]) -> Route:
    takes = [Field(p["name"], p["in"], _type(p["schema"]), bool(p.get("required"))) for p in one.get("parameters", ())]
    for content in one.get("requestBody", {}).get("content", {}).values():
        shape = content["schema"]
        shape = held["components"]["schemas"][shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape
        takes += [Field(n, "body", _type(s), n in shape.get("required", ())) for n, s in shape.get("properties", {}).items()]
    gives = []
    for status, said in one["responses"].items():
        if status != "default":
            kinds: list[dict[str, Any]] = list(said.get("content", {}).values())
            gives.append((str(status), _type(kinds[0]["schema"]) if kinds else ""))
    return Route(method.upper(), path, one.get("summary", ""), takes, gives)


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words: names of shapes, lists of them, what may be null."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "allOf" in schema:
        return " & ".join(_type(one) for one in schema["allOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(v) for v in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return "{…: " + _type(schema["additionalProperties"]) + "}"
    return str(schema.get("format") or schema.get("type") or "any")
