# SPDX-License-Identifier: MIT
from shop.orders import total


def test_total() -> None:
    assert total(["tea", "cup"]) == 1150
