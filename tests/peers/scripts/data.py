"""What frictionless and extruct read: PACKAGE_URL PAGE_URL…"""

import json
import sys
import urllib.request

import extruct
from frictionless import Package

package_url, *pages = sys.argv[1:]
package = Package(package_url)
report = package.validate()
linked = {}
for page in pages:
    with urllib.request.urlopen(page) as answer:
        html = answer.read().decode()
    linked[page] = extruct.extract(html, base_url=page, syntaxes=["json-ld"])["json-ld"]
read = {
    "is_valid": report.valid,
    "errors": report.flatten(["type", "message"])[:10],
    "rows": {one.name: one.read_rows() and len(one.read_rows()) for one in package.resources},
    "linked": linked,
}
print(json.dumps(read, default=str))
