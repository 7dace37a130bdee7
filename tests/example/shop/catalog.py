"""What there is to buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import money

if TYPE_CHECKING:
    from .orders import Order


class Catalog:
    def __init__(self) -> None:
        self.prices = {"tea": money.cents("3.20"), "cup": money.cents("8.00")}

    def price_of(self, order: Order) -> int:
        return sum(self.prices[name] for name in order.names)
