# SPDX-License-Identifier: MIT
"""What there is to buy."""

from shop import money

PRICES = {"tea": money.cents(3.5), "cup": money.cents(8.0)}
