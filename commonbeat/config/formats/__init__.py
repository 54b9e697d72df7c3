"""How each language writes what English writes with another pattern; found by Django through FORMAT_MODULE_PATH."""
