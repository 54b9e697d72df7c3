"""The mathematics and text methods: pure functions, no Django, no clock, no files."""
