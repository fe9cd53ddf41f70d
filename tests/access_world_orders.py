"""What addresses of orders are about, for tests/access_world.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ORDER_ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "pairing:order_name": lambda world: {
        "pk": world.pair_order.pk,
        "person": world.pair_order.snapshot["people"][0],
    },
}
