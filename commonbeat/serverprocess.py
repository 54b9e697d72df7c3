"""What one process of the web server loads: the application, and an eye on the process that started it."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any

SECONDS_BETWEEN_LOOKS = 1


def application() -> Callable[..., Any]:
    """The WSGI application; its process ends soon after the one that started it, however that one ended."""
    threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()
    from commonbeat.config.wsgi import application as loaded

    return loaded


def _leave_with(parent: int) -> None:
    # A killed server would otherwise leave its processes behind, holding the port.
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)
