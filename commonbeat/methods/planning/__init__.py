"""Walks: who can be where, when, and how long the way on foot is."""
