"""Whether standardwebhooks takes a call for genuine: SECRET BODY HEADERS_AS_JSON."""

import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError

secret, body, headers = sys.argv[1:]
read = {"content": Webhook(secret).verify(body, json.loads(headers))}
try:
    Webhook(secret).verify(body + " ", json.loads(headers))
    read["forged"] = True
except WebhookVerificationError:
    read["forged"] = False
print(json.dumps(read))
