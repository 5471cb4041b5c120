"""Zoom's published descriptions, where a checkout has them beside it; tests skip where not."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "zoom"


def described(name: str) -> dict[str, dict[str, dict[str, object]]]:
    """Read one description, or skip the test that needs it."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"Zoom's description {name} is not beside this checkout")
    found: dict[str, dict[str, dict[str, object]]] = json.loads(path.read_text("utf-8"))
    return found


def dig(value: object, *path: str) -> object:
    """Follow names into nested objects."""
    for name in path:
        assert isinstance(value, Mapping), path
        value = value[name]
    return value


def webhook_examples() -> dict[str, dict[str, object]]:
    """Every published example webhook by its event's name."""
    found: dict[str, dict[str, object]] = {}
    for name, item in described("webhooks.openapi.json")["webhooks"].items():
        examples = dig(item, "post", "requestBody", "content", "application/json", "examples")
        assert isinstance(examples, Mapping)
        for example in examples.values():
            value = dig(example, "value")
            assert isinstance(value, dict)
            found[name] = value
    return found


def rest_example(path: str) -> dict[str, object]:
    """An answer to GET a path, put together from the examples of its single fields."""
    schema = dig(
        described("phone.openapi.json")["paths"],
        *(path, "get", "responses", "200", "content", "application/json", "schema"),
    )
    example = _example(schema)
    assert isinstance(example, dict)
    return example


def _example(schema: object) -> object:
    assert isinstance(schema, Mapping)
    if "properties" in schema:
        return {name: _example(inner) for name, inner in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_example(schema.get("items", {}))]
    return schema.get("example")
