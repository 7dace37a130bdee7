"""What the state takes."""

RATE = 19


def tax(net: int) -> int:
    return net * RATE // 100
