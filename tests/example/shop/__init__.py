"""A shop so small that its import graph fits on a screen."""
