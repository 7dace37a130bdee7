# SPDX-License-Identifier: MIT
"""A shop in four modules."""
