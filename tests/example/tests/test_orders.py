from shop.orders import Order


def test_an_order_includes_tax():
    assert Order(["tea", "cup"]).total() == 1332
