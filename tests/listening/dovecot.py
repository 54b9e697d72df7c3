"""A real IMAP server on loopback, with one mailbox."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail
default_internal_user = {internal}
default_login_user = {login}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=vmail gid=vmail home={folder}
}}
"""


class Dovecot:
    """Runs until `stop`; `deliver` puts a mail into the inbox."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        user = pwd.getpwnam("nobody")
        for name in ("run", "state", "mail/new", "mail/cur", "mail/tmp"):
            (folder / name).mkdir(parents=True)
        for path in [folder, *folder.rglob("mail/**"), folder / "mail"]:
            os.chown(path, user.pw_uid, user.pw_gid)
            path.chmod(0o755)
        config = folder / "dovecot.conf"
        text = CONFIG.format(folder=folder, port=self.port, internal="dovecot", login="dovenull")
        config.write_text(text.replace("uid=vmail gid=vmail", f"uid={user.pw_uid} gid={user.pw_gid}") + GUARD)
        self.process = subprocess.Popen(
            [find_dovecot(), "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    def deliver(self, content: bytes) -> None:
        self.delivered = getattr(self, "delivered", 0) + 1
        path = self.folder / "mail" / "new" / f"{1_700_000_000 + self.delivered}.{self.delivered}.here"
        path.write_bytes(content)
        user = pwd.getpwnam("nobody")
        os.chown(path, user.pw_uid, user.pw_gid)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as there:
                    if there.recv(100).startswith(b"* OK"):
                        return
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        log = self.folder / "log"
        raise RuntimeError(f"dovecot did not start: {log.read_text()[-1500:] if log.exists() else 'no log'}")


GUARD = "first_valid_uid = 1\nfirst_valid_gid = 1\nmail_max_userip_connections = 50\n"


def find_dovecot() -> str | None:
    """The program; None where it is missing or cannot be started by us."""
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    return found if found and os.geteuid() == 0 else None


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
