# SPDX-License-Identifier: MIT
"""Amounts of money, in cents."""


def cents(euros: float) -> int:
    return round(euros * 100)
