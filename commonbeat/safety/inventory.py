"""The data inventory: what every stored field is for, on what basis, and for how long."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """One line of the inventory, in words a resident understands."""

    purpose: str
    basis: str
    data_class: str
    retention: str
