"""A real mail server on loopback that hands every mail for one domain to a port, by LMTP."""

from __future__ import annotations

import os
import pwd
import shutil
import smtplib
import subprocess
import time
from pathlib import Path

from tests.listening.dovecot import free_port

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mail.harbor.example
mydestination =
relay_domains = harbor.example
transport_maps = inline:{{ {{ harbor.example = lmtp:inet:127.0.0.1:{port} }} }}
recipient_delimiter = +
default_transport = error:nobody is written to from here
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = permit_mynetworks, reject
message_size_limit = 30000000
minimal_backoff_time = 2s
maximal_backoff_time = 2s
queue_run_delay = 2s
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
lmtp_destination_concurrency_limit = 4
alias_maps =
alias_database =
smtputf8_enable = yes
"""
MASTER = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """Runs until `stop`; mail for harbor.example goes to `hands_to`."""

    def __init__(self, folder: Path, *, hands_to: int) -> None:
        self.folder, self.port = folder, free_port()
        owner = pwd.getpwnam("postfix")
        folder.chmod(0o755)
        config = folder / "config"
        for path in (config, folder / "spool", folder / "data"):
            path.mkdir()
        os.chown(folder / "data", owner.pw_uid, owner.pw_gid)
        (config / "main.cf").write_text(MAIN.format(folder=folder, port=hands_to))
        (config / "master.cf").write_text(MASTER.format(port=f"127.0.0.1:{self.port}"))
        self._tell("start")
        self._wait()

    def hand_in(self, content: bytes, *, to: str, sender: str = "amara@home.example") -> None:
        """Somebody's mail program, or another mail server, hands it in here."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as client:
            client.sendmail(sender, [to], content)

    def waiting(self) -> int:
        """How many mails are still in its hands."""
        queue = self.folder / "spool"
        return sum(
            1
            for name in ("incoming", "active", "deferred")
            for one in (queue / name).rglob("*")
            if one.is_file()
        )

    def stop(self) -> None:
        self._tell("stop")

    def _tell(self, word: str) -> None:
        command = [find_postfix() or "postfix", "-c", str(self.folder / "config"), word]
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        log = self.folder / "log"
        raise RuntimeError(f"postfix did not start: {log.read_text()[-1500:] if log.exists() else 'no log'}")


def find_postfix() -> str | None:
    """The program; None where it is missing or cannot be started by us."""
    found = shutil.which("postfix") or shutil.which("postfix", path="/usr/sbin:/usr/local/sbin")
    return found if found and os.geteuid() == 0 else None
