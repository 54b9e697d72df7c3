"""Keeping the installation: forgetting, backups, restoring, and handing out what is held about one person."""
