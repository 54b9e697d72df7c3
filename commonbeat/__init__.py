"""Commonbeat: be present, listen, answer, solve together, report back — until the person confirms."""

__version__ = "0.1.0"
