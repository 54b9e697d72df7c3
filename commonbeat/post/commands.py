"""`commonbeat check-mail`: who signs outgoing mail, and does it leave?"""

import argparse
import smtplib

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import CommandError

from commonbeat.post import dkim, letters
from commonbeat.post.models import Delivery, new_message_id
from commonbeat.safety import sealing


def check_mail(argv: list[str]) -> int:
    """Say how outgoing mail is signed, and send a test mail where asked."""
    parser = argparse.ArgumentParser(prog="commonbeat check-mail", description=check_mail.__doc__)
    parser.add_argument("--to", metavar="ADDRESS", help="also send a test mail there")
    options = parser.parse_args(argv)
    print(who_signs())
    if options.to:
        _send_test(options.to)
        print(f"A test mail was handed over for {options.to}. Look into its headers for “dkim=pass”.")
    return 0


def who_signs() -> str:
    """One sentence on who signs our mail, and what is left to do."""
    if settings.MAIL_IS_KEPT:
        return "Mail is kept on a page and not sent (COMMONBEAT_KEEP_MAIL), so nobody signs it."
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    if dkim.is_set_up():
        return (
            f"Commonbeat signs its mail for {settings.DKIM_DOMAIN} and hands it to {server}.\n"
            f"The DNS must hold this TXT record at {dkim.dns_name()}:\n{dkim.dns_record()}"
        )
    return (
        f"Commonbeat does not sign its mail; the mail server {server} must, for {letters.domain()}.\n"
        "To sign here: run `commonbeat keys rotate dkim`, then set COMMONBEAT_DKIM_SELECTOR and "
        "COMMONBEAT_DKIM_DOMAIN."
    )


def _send_test(address: str) -> None:
    test = Delivery(
        kind="test",
        recipient=sealing.hide(address),
        subject="A test",
        body_text="This mail was sent to see whether mail arrives, and who signed it.",
        message_id=new_message_id(letters.domain()),
    )
    try:
        get_connection().send_messages([letters.write(test, {})])
    except (OSError, smtplib.SMTPException) as error:
        raise CommandError(f"The mail server did not take the test mail: {error}") from error
