"""The tables that the selects are written in."""

from app import models
from app.models import table_of

article = table_of(models.Article)
article_copy = table_of(models.ArticleCopy)
article_country = table_of(models.ArticleCountry)
article_topic = table_of(models.ArticleTopic)
article_version = table_of(models.ArticleVersion)
change = table_of(models.Change)
country = table_of(models.Country)
filing_tally = table_of(models.FilingTally)
meeting = table_of(models.Meeting)
meeting_participant = table_of(models.MeetingParticipant)
name_word = table_of(models.NameWord)
past_quote = table_of(models.PastQuote)
quote = table_of(models.Quote)
quote_country = table_of(models.QuoteCountry)
quote_filing = table_of(models.QuoteFiling)
quote_json = table_of(models.QuoteJson)
quote_span = table_of(models.QuoteSpan)
quote_tally = table_of(models.QuoteTally)
quote_topic = table_of(models.QuoteTopic)
speaker = table_of(models.Speaker)
speaker_identity = table_of(models.SpeakerIdentity)
speaker_name = table_of(models.SpeakerName)
speaker_tally = table_of(models.SpeakerTally)
taken_down = table_of(models.TakenDown)
topic = table_of(models.Topic)
topic_tally = table_of(models.TopicTally)
webhook = table_of(models.Webhook)
webhook_attempt = table_of(models.WebhookAttempt)

# Every quote with its article and, where that is known, its speaker.
quote_with_context = quote.join(article, article.c.key == quote.c.article_key).outerjoin(
    speaker, speaker.c.key == quote.c.speaker_key
)
