"""Who buys what."""

from dataclasses import dataclass

from shop.catalog import Catalog
from shop.tax import tax


@dataclass
class Order:
    names: list[str]

    def total(self) -> int:
        net = Catalog().price_of(self)
        return net + tax(net)
