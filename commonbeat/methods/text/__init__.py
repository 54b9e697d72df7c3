"""What can be read from what people write: personal details, immediate danger, looks without acts.

Every function is pure: text in, an immutable answer out; word lists are read once, when a module is imported.
"""
