"""A shop in four modules."""
