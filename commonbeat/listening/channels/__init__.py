"""How voices come in through other programs, and how our words get back."""
