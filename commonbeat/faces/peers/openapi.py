"""The description of the JSON API, made from the same table as its answers."""

from __future__ import annotations

from typing import Any

from commonbeat import __version__
from commonbeat.faces.peers.facts import Field
from commonbeat.faces.peers.tables import COLLECTIONS

Schema = dict[str, Any]
MOST, USUAL = 100, 50
LARGEST_OFFSET = 1_000_000
FORMATS = {"date": "date", "datetime": "date-time"}
SLUG = "^[-a-zA-Z0-9_]+$"


def document(root: str, title: str) -> Schema:
    """OpenAPI 3.1, with the server it answers at."""
    paths: Schema = {
        "/": _path("What there is", "start", {"$ref": "#/components/schemas/start"}),
        "/neighborhoods/": _listed("neighborhoods", "The neighborhoods of the team"),
        "/neighborhoods/{neighborhood}/": _path(
            "One neighborhood",
            "neighborhood",
            {"$ref": "#/components/schemas/neighborhoods"},
            [_NEIGHBORHOOD],
        ),
    }
    for one in COLLECTIONS.values():
        paths[f"/neighborhoods/{{neighborhood}}/{one.name}/"] = _listed(one.name, one.says, [_NEIGHBORHOOD])
    schemas = {one.name: _row(one.fields) for one in COLLECTIONS.values()}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": _ABOUT, "x-software": __version__},
        "servers": [{"url": root.rstrip("/")}],
        "paths": paths,
        "components": {
            "schemas": {
                **schemas,
                "neighborhoods": _row(NEIGHBORHOOD),
                "start": _START,
                "error": _ERROR,
            }
        },
    }


NEIGHBORHOOD = (
    Field("id", "string", "its id"),
    Field("name", "string", "its name"),
    Field("about", "string", "about it"),
    Field("longitude", "number", "of its middle"),
    Field("latitude", "number", "of its middle"),
    Field("url", "string", "the page for people"),
)
_ABOUT = (
    "What everybody may read, for programs. Counts of people under eight are missing; times of what people said are "
    "weeks. Version 1 gains fields and loses none."
)
_ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}},
    "additionalProperties": False,
}
_START: Schema = {
    "type": "object",
    "required": ["team", "version", "neighborhoods", "openapi"],
    "properties": {
        "team": {"type": "string"},
        "version": {"type": "integer"},
        "neighborhoods": {"type": "string"},
        "openapi": {"type": "string"},
    },
    "additionalProperties": False,
}
_NEIGHBORHOOD: Schema = {
    "name": "neighborhood",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": SLUG, "maxLength": 80},
}
_PAGES: list[Schema] = [
    {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    },
    {
        "name": "offset",
        "in": "query",
        "schema": {"type": "integer", "minimum": 0, "maximum": LARGEST_OFFSET, "default": 0},
    },
]


def _path(says: str, name: str, schema: Schema, parameters: list[Schema] | None = None) -> Schema:
    error = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}}
    answers = {
        "200": {"description": says, "content": {"application/json": {"schema": schema}}},
        "400": {"description": "A parameter cannot be read; the sentence says which.", **error},
        "404": {"description": "There is no such thing here.", **error},
    }
    operation: Schema = {"operationId": name, "summary": says, "responses": answers}
    if parameters:
        operation["parameters"] = parameters
    return {"get": operation}


def _listed(name: str, says: str, parameters: list[Schema] | None = None) -> Schema:
    schema = {
        "type": "object",
        "required": ["items", "total", "limit", "offset"],
        "properties": {
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}},
            "total": {"type": "integer"},
            "limit": {"type": "integer"},
            "offset": {"type": "integer"},
        },
        "additionalProperties": False,
    }
    return _path(says, f"list_{name.replace('-', '_')}", schema, [*(parameters or []), *_PAGES])


def _row(fields: tuple[Field, ...]) -> Schema:
    return {
        "type": "object",
        "required": [field.name for field in fields],
        "properties": {field.name: _value(field) for field in fields},
        "additionalProperties": False,
    }


def _value(field: Field) -> Schema:
    kind = "string" if field.type in FORMATS else field.type
    schema: Schema = {"type": [kind, "null"] if field.may_be_missing else kind, "description": field.says}
    if field.type in FORMATS:
        schema["format"] = FORMATS[field.type]
    return schema
