"""Forty files as users have them: pages of twenty layouts, feeds, ninjs, JSON-LD, tables and crawls of seed articles.

Each gives its article's title, author, outlet, day and text, and of the text every paragraph and nothing else.
"""

from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from app.errors import BadInput
from app.ingestion.progress_checkpoint import fingerprint_run
from app.ingestion.readers import UnreadArticle
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
from app.ingestion.sources import (
    InputLocation,
    WebUrl,
    estimate_input_size,
    find_articles_in_inputs,
    find_input_locations,
)
from app.services.articles import IncomingArticle
from tests.ingestion.pages import news_sites, page_builders, publishing_systems, syndication
from tests.ingestion.pages.story import Story, story

MARSHALL = story("marshall-plan", "Helen Ward", "The Tribune")
RIGHTS = story("universal-declaration", "Marta Díaz", "World Service")
JAPAN = story("japan-peace-treaty", "Tom Reid", "Pacific Post")
TEST_BAN = story("test-ban-treaty", "Anna Lindt", "The Sentinel")
SHANGHAI = story("shanghai-communique", "Wei Chen", "Global Wire")
SADAT = story("sadat-knesset", "Ruth Levi", "Levant Daily")
ANZUS = story("anzus-break", "Mere Tane", "Pacific Post")
INF = story("inf-treaty", "Ivan Petrov", "The Sentinel")
MANDELA = story("mandela-sanctions", "Thandi Nkosi", "Cape Courier")
GOOD_FRIDAY = story("good-friday-agreement", "Conor Walsh", "Northern Herald")
CUBA = story("us-cuba-relations", "Elena Ruiz", "Island Review")
IRAN = story("iran-nuclear-agreement", "Leila Nazari", "Global Wire")
PARIS = story("2015-paris-agreement", "Noor Haddad", "The Climate Monitor")
SEA = story("south-china-sea-award", "Jun Reyes", "Manila Ledger")
ERITREA = story("ethiopia-eritrea-peace", "Sara Bekele", "World Service")
MIGRATION = story("migration-compact", "Jana Novak", "The Dispatch")
GRAIN = story("black-sea-grain", "Ayla Demir", "Bosporus Times")
CAMBODIA = story("us-cambodia", "Sok Dara", "Mekong Courier")

Layout = Callable[[Story], bytes]
PAGES: list[tuple[Layout, Story]] = [
    (news_sites.newspaper, MARSHALL), (news_sites.newspaper, GRAIN), (news_sites.broadcaster, RIGHTS),
    (news_sites.broadcaster, ERITREA), (news_sites.rich_links, JAPAN), (news_sites.rich_links, MIGRATION),
    (news_sites.agency, SHANGHAI), (news_sites.agency, IRAN), (news_sites.amp, SADAT), (news_sites.liveblog, PARIS),
    (news_sites.magazine, CUBA), (publishing_systems.wordpress, CAMBODIA), (publishing_systems.wordpress, ANZUS),
    (publishing_systems.drupal, MANDELA), (publishing_systems.press_release, INF), (publishing_systems.blogger, SEA),
    (publishing_systems.table_era, GOOD_FRIDAY), (publishing_systems.table_era, TEST_BAN),
    (publishing_systems.joomla, CUBA), (publishing_systems.word_export, GRAIN), (page_builders.elementor, INF),
    (page_builders.state_agency, SHANGHAI), (page_builders.theme, MANDELA), (page_builders.wiki, PARIS),
    (page_builders.web_forms, JAPAN), (page_builders.dispatch, MIGRATION),
]  # fmt: skip
FEEDS: dict[str, tuple[bytes, list[Story]]] = {
    "wordpress.rss": (syndication.rss(CAMBODIA), [CAMBODIA]),
    "site.xml": (syndication.rss_one(ANZUS), [ANZUS]),
    "atom.xml": (syndication.atom(SADAT), [SADAT]),
    "feed.json": (syndication.json_feed(IRAN, SHANGHAI), [IRAN, SHANGHAI]),
    "agency-1.json": (syndication.ninjs_one(SEA), [SEA]),
    "agency-2.json": (syndication.ninjs_two(ERITREA), [ERITREA]),
    "agency-3.json": (syndication.ninjs_three(GRAIN), [GRAIN]),
    "article.jsonld": (syndication.linked_data(GOOD_FRIDAY), [GOOD_FRIDAY]),
    "table.csv": (syndication.table(TEST_BAN, INF), [TEST_BAN, INF]),
    "crawl.warc": (
        syndication.crawl(
            [
                (
                    MARSHALL.url,
                    syndication.chunked(syndication.gzipped(news_sites.newspaper(MARSHALL))),
                    {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"},
                ),
                (RIGHTS.url, brotli.compress(news_sites.broadcaster(RIGHTS)), {"Content-Encoding": "br"}),
            ],
            packed=False,
        ),
        [MARSHALL, RIGHTS],
    ),
    "crawl.warc.gz": (
        syndication.crawl([(CUBA.url, publishing_systems.joomla(CUBA), {})], packed=True),
        [CUBA],
    ),
    "downloaded": (news_sites.magazine(CUBA), [CUBA]),
    "renamed.txt": (syndication.rss(CAMBODIA, CAMBODIA), [CAMBODIA, CAMBODIA]),
    "untold.html": (page_builders.dispatch(MIGRATION).decode().encode("utf-8-sig"), [MIGRATION]),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    for number, (layout, told) in enumerate(PAGES):
        (folder / f"{number:02}-{layout.__name__}.html").write_bytes(layout(told))
    for name, (data, _) in FEEDS.items():
        (folder / name).write_bytes(data)
    return folder


def read(path: InputLocation, **how: object) -> list[IncomingArticle | BadInput]:
    found = [one.article for one in find_articles_in_inputs([path], ArticleMetadata(), ReaderOptions(5_000_000, **how))]
    return [article.read_article() if isinstance(article, UnreadArticle) else article for article in found]


def of(article: IncomingArticle | BadInput) -> dict[str, object]:
    """What a reader found, to compare with the story."""
    if isinstance(article, BadInput):
        raise article
    document = article.document
    return {
        "title": document.title,
        "author": article.author,
        "outlet": document.outlet,
        "published_on": document.published_on,
        "text": document.text,
    }


def told(story: Story) -> dict[str, object]:
    return {name: getattr(story, name) for name in ("title", "author", "outlet", "published_on", "text")}


def test_there_are_forty_files_and_twenty_layouts():
    assert len(PAGES) + len(FEEDS) == 40
    assert len({layout for layout, _ in PAGES}) == 20


@pytest.mark.parametrize("number", range(len(PAGES)), ids=[f"{layout.__name__}-{one.slug}" for layout, one in PAGES])
def test_a_saved_page_gives_its_article_and_nothing_else(folder, number):
    layout, story = PAGES[number]
    path = folder / f"{number:02}-{layout.__name__}.html"
    (article,) = read(path)
    assert of(article) == told(story)
    assert article.provenance == path.name


@pytest.mark.parametrize("name", FEEDS)
def test_a_file_of_articles_gives_them_all(folder, name):
    assert [of(article) for article in read(folder / name)] == [told(story) for story in FEEDS[name][1]]


def test_json_lines_of_any_shape_are_read_by_a_map(tmp_path):
    (tmp_path / "archive.jsonl").write_bytes(syndication.json_lines(GRAIN, PARIS))
    articles = read(tmp_path / "archive.jsonl", fields=syndication.JSON_LINES_MAP)
    assert [of(article) for article in articles] == [told(GRAIN), told(PARIS)]
    assert [article.provenance for article in articles] == ["archive.jsonl, line 1", "archive.jsonl, line 2"]


@pytest.fixture
def shelf():
    """What is in a store whose files are fetched in parts, as those of s3:// are: bytes by their path."""
    pytest.importorskip("fsspec", reason="needs fsspec: pip install 'chancery[cluster]'")
    from fsspec import AbstractFileSystem, register_implementation
    from fsspec.spec import AbstractBufferedFile

    held: dict[str, bytes] = {}

    class File(AbstractBufferedFile):
        def _fetch_range(self, start, end):
            return held[self.path][start:end]

    class Shelf(AbstractFileSystem):
        protocol = "shelf"
        cachable = False

        def info(self, path, **_):
            if path not in held:
                raise FileNotFoundError(path)
            return {"name": path, "size": len(held[path]), "type": "file"}

        def _open(self, path, mode="rb", **_):
            return File(self, path, mode, block_size=1_000)

    register_implementation("shelf", Shelf, clobber=True)
    return held


@pytest.mark.parametrize("name", ["table.csv", "crawl.warc", "crawl.warc.gz"])
def test_a_file_in_a_store_is_read_as_one_of_this_machine(name, folder, shelf):
    shelf[name], stories = FEEDS[name]
    here, store = find_input_locations([f"file://{folder}/{name}", f"shelf://{name}"])
    assert here == folder / name
    assert read(store) == read(here)
    assert [of(article) for article in read(store)] == [told(story) for story in stories]
    assert estimate_input_size(store) == len(shelf[name])


def test_a_run_over_a_file_in_a_store_is_known_again_until_the_file_is_another(shelf):
    stores = find_input_locations(["shelf://archive.jsonl"])
    assert fingerprint_run(stores, ArticleMetadata(), ReaderOptions(1_000)) is None
    shelf["archive.jsonl"] = b"1"
    name = fingerprint_run(stores, ArticleMetadata(), ReaderOptions(1_000))
    assert name is not None
    assert name == fingerprint_run(stores, ArticleMetadata(), ReaderOptions(1_000))
    shelf["archive.jsonl"] = b"22"
    assert fingerprint_run(stores, ArticleMetadata(), ReaderOptions(1_000)) not in {name, None}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("memory://nothing/here.jsonl", "cannot be read"),
        ("nowhere://bucket/archive.jsonl", "is in a store that cannot be read"),
        ("memory://a::http://127.0.0.1/archive.jsonl", "chains several stores"),
    ],
)
def test_a_store_that_gives_nothing_is_told_of(url, told):
    pytest.importorskip("fsspec", reason="needs fsspec: pip install 'chancery[cluster]'")
    (origin,) = find_input_locations([url])
    (problem,) = read(origin)
    assert isinstance(problem, BadInput)
    assert told in str(problem)


def test_addresses_are_left_to_the_fetcher():
    assert [type(origin) for origin in find_input_locations(["https://news.example/a", "HTTP://news.example/a"])] == [
        WebUrl
    ] * 2


def test_the_canonical_address_is_the_articles(folder):
    articles = [
        article for path in find_input_locations([str(folder)]) for article in read(path) if "wordpress" in path.name
    ]
    assert {article.url for article in articles} == {CAMBODIA.url, ANZUS.url, f"{CAMBODIA.url}?utm=rss"}


def test_a_record_of_a_crawl_says_which_it_was(folder):
    (article,) = read(folder / "crawl.warc.gz")
    assert article.url == CUBA.url
    assert article.provenance.startswith("crawl.warc.gz, record <urn:uuid:")
    assert article.provenance.endswith(f" of {CUBA.url}")
