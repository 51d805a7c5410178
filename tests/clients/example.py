import sys

from chancery_client import Client
from chancery_client.api.quotes import list_quotes
from chancery_client.models import QuoteKind, QuotePage

chancery = Client(base_url=sys.argv[1])
page = list_quotes.sync(client=chancery, topic=["human-rights"], kind=[QuoteKind.DIRECT], limit=3)
assert isinstance(page, QuotePage), page
for quote in page.items:
    print(f"{quote.speakers[0].name if quote.speakers else 'somebody'}: {quote.text}")
