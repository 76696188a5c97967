"""Discord's published document, and whether an exchange fits it."""

import json
import re
from pathlib import Path
from typing import Any

import attrs
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = Path(__file__).parents[4] / "shared" / "specs" / "discord-openapi.json"
_URN = "urn:discord"


@attrs.frozen
class Exchange:
    """One call as it went over the wire, with its JSON bodies."""

    method: str
    path: str
    asked: Any
    status: int
    answered: Any


@attrs.define
class Document:
    """Matches calls with the document's operations and validates their bodies."""

    document: dict[str, Any]
    _registry: Any = attrs.field(init=False)
    _paths: list[tuple[re.Pattern[str], str]] = attrs.field(init=False)
    _validators: dict[str, Draft202012Validator] = attrs.Factory(dict)

    def __attrs_post_init__(self) -> None:
        resource = DRAFT202012.create_resource(self.document)
        self._registry = Registry[Any]().with_resource(_URN, resource)
        templates = sorted(self.document["paths"], key=lambda path: (path.count("{"), path))
        self._paths = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in templates]

    @classmethod
    def load(cls) -> "Document":
        return cls(json.loads(DOCUMENT.read_bytes()))

    def template(self, method: str, path: str) -> str | None:
        for pattern, template in self._paths:
            if pattern.fullmatch(path) and method.lower() in self.document["paths"][template]:
                return template
        return None

    def faults(self, exchange: Exchange) -> list[str]:
        """Return everything that doesn't fit, as sentences."""
        template = self.template(exchange.method, exchange.path)
        if template is None:
            return [f"{exchange.method} {exchange.path} is in no operation"]
        method = exchange.method.lower()
        name = f"{exchange.method} {template} → {exchange.status}"
        operation = self.document["paths"][template][method]
        place = f"/paths/{_escaped(template)}/{method}"
        found = []
        if exchange.asked is not None:
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" not in content:
                return [f"{name}: takes no body, got {exchange.asked}"]
            where = f"{place}/requestBody/content/application~1json/schema"
            found += [f"{name}: asked {fault}" for fault in self._check(where, exchange.asked)]
        status = str(exchange.status)
        responses = operation["responses"]
        declared = status if status in responses else f"{status[0]}XX"
        if declared not in responses:
            return [*found, f"{name}: the status is not declared, only {sorted(responses)}"]
        if "$ref" in responses[declared]:
            return found
        content = responses[declared].get("content", {})
        if exchange.status < 400 and ("application/json" in content) != (exchange.answered is not None):
            return [*found, f"{name}: declared content {sorted(content)}, answered {exchange.answered}"]
        if "application/json" in content:
            where = f"{place}/responses/{declared}/content/application~1json/schema"
            found += [f"{name}: answered {fault}" for fault in self._check(where, exchange.answered)]
        return found

    def _check(self, pointer: str, value: Any) -> list[str]:
        validator = self._validators.get(pointer)
        if validator is None:
            schema = {"$ref": f"{_URN}#{pointer}"}
            validator = Draft202012Validator(schema, registry=self._registry)
            self._validators[pointer] = validator
        return [_told(error) for error in validator.iter_errors(value)]


def _told(error: Any) -> str:
    deepest = error
    while deepest.context:
        deepest = max(deepest.context, key=lambda one: len(one.absolute_path))
    return f"{deepest.json_path}: {deepest.message[:300]}"


def _escaped(path: str) -> str:
    return path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
