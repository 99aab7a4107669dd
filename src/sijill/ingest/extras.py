"""Libraries that come with an extra: asked for only when something needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sijill.errors import InputError


def need(module: str, extra: str, where: str) -> Any:
    """The module. Raises ``InputError`` that names the extra when it is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise InputError(f"{where}: this needs {module.split('.')[0]} ({error}); install it with  pip install 'sijill[{extra}]'") from None
