"""The same stories as sites and agencies hand them on: feeds, JSON of several kinds, tables, crawls."""

import csv
import gzip
import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime, time
from email.utils import format_datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5

from tests.ingestion.pages.story import Story


def _html(story: Story) -> str:
    return "".join(f"<p>{text}</p>" for text in story.html_paragraphs)


def _rfc_2822(story: Story) -> str:
    return format_datetime(datetime.combine(story.published_on, time(22, 30), UTC))


def rss(*stories: Story) -> bytes:
    """RSS 2.0 as WordPress writes it, with content:encoded and its line under every entry."""
    items = "".join(
        f"""<item><title>{escape(story.title)}</title><link>{story.url}?utm=rss</link><comments>{story.url}#comments</comments>
<dc:creator><![CDATA[{story.author}]]></dc:creator><pubDate>{_rfc_2822(story)}</pubDate><category><![CDATA[World]]></category>
<guid isPermaLink="false">https://{story.host}/?p={number}</guid><description><![CDATA[<p>{story.html_paragraphs[0][:90]} [&#8230;]</p>
<p>The post <a href="{story.url}">{story.html_title}</a> appeared first on <a href="https://{story.host}">{story.outlet}</a>.</p>]]></description>
<content:encoded><![CDATA[<figure class="wp-block-image"><img src="a.jpg"/><figcaption>The hall.</figcaption></figure>{_html(story)}
<p>The post <a href="{story.url}">{story.html_title}</a> appeared first on <a href="https://{story.host}">{story.outlet}</a>.</p>]]></content:encoded>
</item>"""
        for number, story in enumerate(stories)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{stories[0].outlet}</title><link>https://{stories[0].host}</link>
<description>News</description><language>en-US</language>{items}</channel></rss>""".encode()


def rss_one(story: Story) -> bytes:
    """RSS 1.0 in RDF, in ISO-8859-1 with character references for the rest."""
    text = f"""<?xml version="1.0" encoding="ISO-8859-1"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="https://{story.host}/"><title>{story.outlet}</title><link>https://{story.host}/</link><description>News
</description><items><rdf:Seq><rdf:li resource="{story.url}"/></rdf:Seq></items></channel><item rdf:about="{story.url}">
<title>{escape(story.title)}</title><link>{story.url}</link><description>Short.</description><dc:creator>{story.author}</dc:creator>
<dc:date>{story.iso}T09:00:00+00:00</dc:date><content:encoded>{escape(_html(story))}</content:encoded></item></rdf:RDF>"""
    return text.encode("latin-1", "xmlcharrefreplace")


def atom(*stories: Story) -> bytes:
    entries = "".join(
        f"""<entry><title type="text">{escape(story.title)}</title><link rel="alternate" type="text/html" href="{story.url}"/>
<link rel="replies" href="{story.url}/comments"/><id>tag:{story.host},{story.iso}:{story.slug}</id><published>{story.iso}T08:00:00-05:00</published>
<updated>2031-01-01T00:00:00Z</updated><author><name>{story.author}</name></author><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{_html(story)}</div></content></entry>"""
        for story in stories
    )
    return f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>{stories[0].outlet}
</title><id>tag:{stories[0].host},2024:feed</id><updated>2031-01-01T00:00:00Z</updated>{entries}</feed>""".encode()


def json_feed(*stories: Story) -> bytes:
    items = [
        {
            "id": story.url, "url": story.url, "title": story.title, "content_html": _html(story),
            "date_published": f"{story.iso}T23:00:00-05:00", "authors": [{"name": story.author}], "tags": ["world"],
        }
        for story in stories
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": stories[0].outlet, "language": "en", "items": items}
    return json.dumps(feed).encode()


def ninjs_one(story: Story) -> bytes:
    return json.dumps({
        "uri": story.url, "type": "text", "versioncreated": f"{story.iso}T10:37:00Z", "pubstatus": "usable", "language": "en",
        "byline": f"By {story.author}", "headline": story.title, "copyrightholder": story.outlet,
        "body_text": " ".join(story.paragraphs), "body_xhtml": _html(story),
        "subject": [{"code": "medtop:11000000", "name": "politics"}],
    }).encode()  # fmt: skip


def ninjs_two(story: Story) -> bytes:
    return json.dumps({
        "uri": story.url, "type": "text", "firstcreated": f"{story.iso}T10:37:00Z", "versioncreated": "2031-01-01T00:00:00Z",
        "language": "en", "by": story.author, "infosources": [{"name": story.outlet, "role": "isrol:originfo"}],
        "headlines": [{"role": "print", "value": "Short"}, {"role": "main", "value": story.title}],
        "bodies": [{"role": "main", "contenttype": "text/html", "value": f"<section>{_html(story)}</section>"}],
    }).encode()  # fmt: skip


def ninjs_three(story: Story) -> bytes:
    return json.dumps({
        "uri": story.url, "standard": {"name": "ninjs", "version": "3.0"}, "type": "text", "contentCreated": f"{story.iso}T10:37:00Z",
        "language": "en", "by": story.author, "infoSources": [{"name": story.outlet, "role": "originator"}],
        "headlines": [{"role": "main", "value": story.title}],
        "bodies": [
            {"role": "text", "contentType": "text/plain", "value": " ".join(story.paragraphs)},
            {"role": "xhtml", "contentType": "text/html", "value": f"<body>{_html(story)}</body>"},
        ],
    }).encode()  # fmt: skip


def linked_data(story: Story) -> bytes:
    return json.dumps({
        "@context": "https://schema.org", "@graph": [
            {"@type": "Organization", "@id": "#outlet", "name": story.outlet},
            {"@type": ["ReportageNewsArticle", "Article"], "headline": story.title, "url": story.url, "inLanguage": "en",
             "datePublished": f"{story.iso}T10:00:00+02:00", "author": {"@type": "Person", "name": story.author},
             "publisher": {"@id": "#outlet"}, "articleBody": story.text},
        ],
    }).encode()  # fmt: skip


def json_lines(*stories: Story) -> bytes:
    """An archive in nobody's format but its own."""
    lines = [
        {
            "headline": story.title, "meta": {"day": story.day, "by": [story.author]}, "site": {"name": story.outlet},
            "content": {"body": story.text}, "link": story.url,
        }
        for story in stories
    ]  # fmt: skip
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


JSON_LINES_MAP = {
    "title": "headline", "published_on": "meta.day", "author": "meta.by.0", "outlet": "site", "text": "content.body",
    "url": "link",
}  # fmt: skip


def table(*stories: Story) -> bytes:
    """What a spreadsheet in the west of Europe saves: semicolons and windows-1252."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(["title", "published_on", "author", "outlet", "text"])
    for story in stories:
        writer.writerow([story.title, story.iso, story.author, story.outlet, story.text])
    return written.getvalue().encode("cp1252")


def crawl(pages: Iterable[tuple[str, bytes, dict[str, str]]], *, packed: bool) -> bytes:
    """A crawler's archive: the pages, and around them what else a crawler meets."""
    records = [
        _record("warcinfo", "crawl.warc", "application/warc-fields", b"software: crawler/1.0\r\n"),
        _response(
            "https://news.example/robots.txt", "404 Not Found", b"<html>none</html>", {"Content-Type": "text/html"}
        ),
        _response("https://news.example/logo.gif", "200 OK", b"GIF89a", {"Content-Type": "image/gif"}),
        *(_response(address, "200 OK", body, {"Content-Type": "text/html", **more}) for address, body, more in pages),
    ]
    return b"".join(map(gzip.compress, records) if packed else records)


def _response(address: str, status: str, body: bytes, headers: dict[str, str]) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return _record(
        "response", address, "application/http; msgtype=response", f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
    )


def _record(kind: str, address: str, content_type: str, block: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2030-03-08T09:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, address)}>\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def gzipped(body: bytes) -> bytes:
    return gzip.compress(body)
