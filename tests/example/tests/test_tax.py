from shop.tax import tax


def test_a_fraction_of_a_cent_is_dropped():
    assert tax(99) == 18
