"""Article pages as large news sites write them: generated class names, promos in the text, much linked data."""

from tests.ingestion.pages.story import Story


def newspaper(story: Story) -> bytes:
    """A React site: hashed classes, a consent dialog, a caption, a newsletter form and a related card in the text."""
    body = [f'<p class="css-at9mc1 evys1bk0">{text}</p>' for text in story.html_paragraphs]
    body.insert(
        1,
        '<figure class="img-sz-large css-hxpw2c" aria-label="media" role="group"><div class="css-1xb94ky">'
        '<picture><img alt="Delegates at the talks" src="/img/talks.jpg" width="600" height="400"></picture></div>'
        '<figcaption class="css-1g9ic6e"><span class="css-jevhma">Delegates arriving for the talks on Monday '
        'morning.</span><span class="css-14fe1uy"><span class="css-1dv1kvn">Credit...</span>Jo Bell for The Tribune'
        "</span></figcaption></figure>",
    )
    body.insert(
        4,
        '<div class="css-1336jj"><section class="css-newsletter" aria-label="Newsletter signup"><h3>The Morning '
        "Briefing</h3><p>Sign up for our daily newsletter and get the day’s top stories in your inbox every weekday "
        'morning.</p><form action="/signup"><input type="email" aria-label="Email"><button>Sign up</button></form>'
        "</section></div>",
    )
    body.insert(
        6,
        '<aside class="css-ew4tgv" aria-label="companion column"><a href="/world/other.html"><h4>Related: What the '
        "earlier agreement said, and why it did not hold</h4><p>A look back at two decades of negotiations and at the "
        "people who led them.</p></a></aside>",
    )
    return f"""<!DOCTYPE html>
<html lang="en" class="story nytapp-vi-article" xmlns:og="http://opengraphprotocol.org/schema/"><head>
<meta charset="utf-8"><title data-rh="true">{story.html_title} - {story.outlet}</title>
<meta data-rh="true" name="robots" content="noarchive, max-image-preview:large">
<meta property="og:title" content="{story.html_title}"><meta property="og:type" content="article">
<meta property="og:url" content="{story.url}"><meta property="og:site_name" content="{story.outlet}">
<meta property="og:description" content="The two sides met for the first time in a year.">
<meta property="article:published_time" content="{story.iso}T09:30:00.000Z"><meta name="byl" content="By {story.author}">
<link rel="canonical" href="{story.url}">
{story.linked_data(description="The two sides met for the first time in a year.")}
<style>.css-at9mc1{{margin:0 auto}}</style></head>
<body><div id="app"><a class="skip-link" href="#site-content">Skip to content</a>
<div class="gdpr-banner" role="dialog" aria-modal="true"><p>We and our vendors use cookies and similar technologies to
recognize your repeat visits and preferences, and to measure the effectiveness of campaigns.</p>
<button>Reject all</button><button>Accept all</button></div>
<header class="masthead"><nav aria-label="Sections"><ul><li><a href="/world">World</a></li><li><a href="/us">U.S.</a>
</li><li><a href="/politics">Politics</a></li><li><a href="/business">Business</a></li></ul></nav>
<div>Friday, March 8, 2030</div></header>
<main id="site-content"><article id="story"><header class="css-1vkm6nb"><h1 data-testid="headline">{story.html_title}</h1></header>
<div class="css-share" data-testid="share-tools"><ul><li><button>Share full article</button></li><li><a href="#c">214
</a></li></ul></div>
<div class="css-byline"><p>By <span itemprop="name">{story.author}</span></p><p>{story.author} reported from the capital
and has covered diplomacy for eleven years.</p><time datetime="{story.iso}T09:30:00-05:00">{story.day}</time></div>
<section name="articleBody" class="meteredContent css-1r7ky0e"><div class="StoryBodyCompanionColumn">
{"".join(body)}
</div></section>
<div class="bottom-of-article"><p>A version of this article appears in print on page A4 of the New York edition with the
headline: Talks.</p><p>See more on: <a href="/topic/dip">Diplomatic Service</a>, <a href="/topic/un">United Nations</a></p>
</div></article>
<section id="comments" class="comments-panel"><h2>Comments</h2><article><h3>Reader from Ohio</h3><p>I remember the last
time they said this, and look how that went for everybody involved in the talks.</p></article></section>
<section class="more-in"><h2>More in World</h2><ol><li><a href="/a"><h3>Storm closes ports along the coast</h3><p>Ferries
were cancelled for a third day as winds reached 90 miles an hour.</p></a></li><li><a href="/b"><h3>Markets fall</h3></a>
</li></ol></section></main>
<footer><p>© 2030 The Tribune Company</p><ul><li><a href="/terms">Terms of Service</a></li></ul></footer></div>
<script>window.__preloadedData = {{"a": "<p>not text</p>"}};</script></body></html>""".encode()


def broadcaster(story: Story) -> bytes:
    """A public broadcaster: a component to each paragraph, image and link components between them."""
    blocks = [
        f'<div data-component="text-block" class="sc-18fde0d6-0 dlWCEZ"><p class="sc-eb7bd5f6-0 fYAfXe">{text}</p></div>'
        for text in story.html_paragraphs
    ]
    blocks[0] = (
        blocks[0]
        .replace("<p class", "<p data-lead class")
        .replace(story.html_paragraphs[0], f"<b>{story.html_paragraphs[0]}</b>")
    )
    blocks.insert(
        2,
        '<div data-component="image-block"><figure><div class="sc-a34861b-1"><img src="x.webp" alt="The envoys shake '
        'hands"><span class="sc-a34861b-2">EPA</span></div><div data-component="caption-block"><figcaption>The envoys '
        "were all smiles for the cameras</figcaption></div></figure></div>",
    )
    blocks.insert(
        5,
        '<div data-component="unordered-list-block"><ul class="sc-7dcfb11b-0"><li><div><p><b><a href="/news/1">Why the '
        'talks matter so much now</a></b></p></div></li><li><div><p><b><a href="/news/2">Five charts on the dispute</a>'
        "</b></p></div></li></ul></div>",
    )
    return f"""<!DOCTYPE html><html lang="en-GB"><head><meta charSet="utf-8"/><title>{story.html_title} - {story.outlet}</title>
<meta property="og:title" content="{story.html_title}"/><meta property="og:site_name" content="{story.outlet}"/>
<meta name="description" content="Envoys met in the capital."/><link rel="canonical" href="{story.url}"/>
{story.linked_data("ReportageNewsArticle")}</head>
<body><div id="__next"><div role="banner"><nav><a href="/">Home</a><a href="/news">News</a><a href="/sport">Sport</a>
<a href="/weather">Weather</a></nav></div><main id="main-content"><article>
<div data-component="headline-block"><h1 class="sc-518485e5-0">{story.html_title}</h1></div>
<div data-component="byline-block"><div class="sc-801dd632-0"><time datetime="{story.iso}T10:12:33.000Z">3 hours ago</time>
<button>Share</button><button>Save</button></div><div><span class="sc-801dd632-7">{story.author}</span>
<span>Diplomatic correspondent</span></div></div>
{"".join(blocks)}
<div data-component="tags"><a href="/t/1">Diplomacy</a><a href="/t/2">Europe</a></div></article>
<div data-component="links-grid"><h2>Related</h2><ul><li><a href="/news/3"><h3>Minister quits over remarks</h3><p>He had
been in office for only three months when the recording appeared.</p></a></li></ul></div>
<div data-component="most-read"><h2>Most read</h2><ol><li><a href="/x">Rare bird seen in garden</a></li></ol></div></main>
<footer><p>Copyright 2030. The broadcaster is not responsible for the content of external sites.
<a href="/help">Read about our approach to external linking.</a></p></footer></div></body></html>""".encode()


def rich_links(story: Story) -> bytes:
    """A broadsheet: rich-link asides and a sign-up iframe within the text, no schema.org type but Open Graph."""
    body = [f'<p class="dcr-130mj7b">{text}</p>' for text in story.html_paragraphs]
    body.insert(
        3,
        '<figure id="b7" data-spacefinder-role="richLink" class="dcr-47fhrn"><gu-island name="RichLinkComponent"><div '
        'class="dcr-1q1g6c9"><div><h5>Diplomats warn of long winter without talks</h5></div><a href="/w">Read more</a>'
        "</div></gu-island></figure>",
    )
    body.insert(
        5,
        '<a data-ignore="global-link-styling" href="#EmailSignup-skip-link-5" class="dcr-jzxpee">skip past newsletter '
        'promotion</a><aside aria-label="newsletter promotion" class="dcr-4dhwrp"><p>Sign up to <span>First Edition'
        "</span></p><p>Our morning email breaks down the key stories of the day, telling you what’s happening and why "
        'it matters</p><div class="dcr-1dvc"><span><strong>Privacy Notice: </strong>Newsletters may contain info about '
        'charities, online ads, and content funded by outside parties.</span></div></aside><p id="EmailSignup-skip-'
        'link-5" tabindex="0" aria-label="after newsletter promotion" role="note">after newsletter promotion</p>',
    )
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{story.html_title} | Diplomacy | {story.outlet}</title>
<link rel="canonical" href="{story.url}"><meta property="og:title" content="{story.html_title}">
<meta property="og:site_name" content="{story.outlet}"><meta property="article:published_time" content="{story.iso}T04:00:27.000Z">
<meta property="article:modified_time" content="2031-02-02T04:00:27.000Z"><meta property="article:author" content="https://{story.host}/profile/desk">
<meta name="author" content="{story.author}"></head><body>
<div id="sp_message_container"></div><header><a href="/">{story.outlet}</a><nav><ul><li><a href="/world">World</a></li>
<li><a href="/opinion">Opinion</a></li></ul></nav></header>
<main><article class="dcr-1ndnmv"><div data-gu-name="title"><a href="/world/dip">Diplomacy</a></div>
<div data-gu-name="headline"><h1 class="dcr-rjzx3n">{story.html_title}</h1></div>
<div data-gu-name="standfirst"><p>A cautious welcome abroad, and questions at home about what was given away</p></div>
<div data-gu-name="media"><figure><img src="a.jpg" alt=""><figcaption><span class="dcr-1qvd3m6">The ministers before the
session. Photograph: A. Snapper/Agency</span></figcaption></figure></div>
<div data-gu-name="meta"><address aria-label="Contributor info"><a rel="author" href="/profile/desk">{story.author}</a> in
the capital</address><details class="dcr-1xbz"><summary>{story.published_on:%a} {story.published_on.day} {story.published_on:%b %Y} 05.00 CET</summary>
Last modified on Sun 2 Feb 2031 05.00 CET</details><div class="dcr-social"><a href="//f">Share</a></div></div>
<div data-gu-name="body" id="maincontent"><div class="article-body-commercial-selector article-body-viewer-selector">
{"".join(body)}</div>
<div class="submeta"><span>Explore more on these topics</span><ul><li><a href="/dip">Diplomacy</a></li><li><a href="/news">
news</a></li></ul><a href="/syndication">Reuse this content</a></div></div></article>
<aside data-component="most-viewed"><h2>Most viewed</h2><ol><li><a href="/1">The town that moved uphill</a></li></ol></aside>
</main><footer><a href="/help">Help</a><p>© 2030 All rights reserved. (dcr)</p></footer></body></html>""".encode()


def agency(story: Story) -> bytes:
    """A news agency: numbered paragraph classes, read-next boxes, a standards line and the names of the desk."""
    body = [
        f'<div class="article-body__paragraph__2-BtD" data-testid="paragraph-{n}">{text}</div>'
        if n % 2
        else f'<p data-testid="paragraph-{n}" class="text__text__1FZLe article-body__paragraph__2-BtD">{text}</p>'
        for n, text in enumerate(story.html_paragraphs)
    ]
    body.insert(
        3,
        '<div data-testid="ReadNext" class="read-next-panel__container__1"><h2>Read Next</h2><ul><li><a href="/n">Oil '
        "steadies as traders await inventory data</a></li></ul></div>",
    )
    body.insert(
        5,
        '<div class="ad-slot__container__FEnoz" data-testid="Dianomi"><p>Advertisement · Scroll to continue</p></div>',
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>{story.html_title} | {story.outlet}</title><meta charset="UTF-8">
<meta property="og:title" content="{story.html_title}"><meta property="og:site_name" content="{story.outlet}">
<meta name="article:published_time" content="{story.iso}T12:01:10Z"><meta name="article:author" content="{story.author}">
<link rel="canonical" href="{story.url}">{story.linked_data(dateCreated=f"{story.iso}T12:01:10Z")}</head>
<body class="en"><div id="fusion-app"><header class="site-header"><nav>World Business Markets</nav></header>
<main><article class="article__container__2MUeZ"><div class="article-header__heading">
<nav aria-label="breadcrumb"><a href="/world">World</a></nav><h1 data-testid="Heading">{story.html_title}</h1>
<div class="info-content__author-date"><span>By <a rel="author" href="/authors/d">{story.author}</a></span>
<time datetime="{story.iso}T12:01:10Z"><span>{story.day}</span><span>12:01 PM UTC</span><span>Updated 3 years ago</span></time>
</div><div class="toolbar"><button>Text</button><button aria-label="share">Share</button></div></div>
<div data-testid="Image"><figure><img src="i.jpg" alt="x"><figcaption>[1/3] Flags flutter before the opening session.
AGENCY/A. Photographer <a href="/l">Purchase Licensing Rights, opens new tab</a></figcaption></figure></div>
<div class="article-body__content__17Yit">{"".join(body)}</div>
<div class="article-body__element__2p5pI"><p data-testid="Body" class="sign-off__text">Reporting by {story.author}; Editing
by Sam Deskman and Lee Copy</p></div>
<p class="trust-badge"><span>Our Standards: </span><a href="/trust">The Trust Principles., opens new tab</a></p>
<div class="tags-with-context" aria-label="Tags"><h3>Suggested Topics:</h3><ul><li><a href="/w">World</a></li></ul></div>
</article></main><footer><p>All quotes delayed a minimum of 15 minutes. See here for a complete list of exchanges.</p></footer>
</div></body></html>""".encode()


def amp(story: Story) -> bytes:
    """An AMP page as it was saved from a phone."""
    body = [f"<p>{text}</p>" for text in story.html_paragraphs]
    body.insert(
        2, '<amp-ad width="300" height="250" type="doubleclick"><div fallback><p>Ad could not load</p></div></amp-ad>'
    )
    body.insert(
        4,
        '<amp-img src="p.jpg" width="700" height="400" alt="Ministers"></amp-img><p class="wp-caption-text amp-caption">'
        "Ministers line up for the family photo.</p>",
    )
    body.insert(
        6, '<div class="related-inline"><span>ALSO READ | </span><a href="/r">Envoy recalled after leak</a></div>'
    )
    return f"""<!doctype html><html ⚡ lang="en"><head><meta charset="utf-8"><link rel="canonical" href="{story.url}">
<title>{story.html_title}</title><meta name="viewport" content="width=device-width">
<style amp-custom>p{{margin:1em}}</style><style amp-boilerplate>body{{visibility:hidden}}</style>
<script async src="https://cdn.ampproject.org/v0.js"></script>{story.linked_data(author={"@type": "Person", "name": story.author})}</head>
<body><amp-sidebar id="side" layout="nodisplay"><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></amp-sidebar>
<header class="amp-header"><a href="/">{story.outlet}</a></header>
<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{story.html_title}</h1>
<div class="amp-wp-meta amp-wp-byline">{story.author}</div><div class="amp-wp-meta amp-wp-posted-on"><time datetime="{story.iso}T08:00:00+00:00">
20 years ago</time></div></header>
<amp-social-share type="twitter"></amp-social-share><div class="amp-wp-article-content">{"".join(body)}</div>
<footer class="amp-wp-article-footer"><div class="amp-wp-tax-category">Categories: <a href="/w">World</a></div>
<div class="amp-wp-comments-link"><a href="#respond">Leave a Comment</a></div></footer></article>
<amp-consent id="consent" layout="nodisplay"><div><p>This site uses cookies to personalise what you see.</p>
<button on="tap:consent.accept">Accept</button></div></amp-consent>
<footer class="amp-footer"><p>© All Rights Reserved</p><a href="#top">Back to top</a></footer></body></html>""".encode()


def liveblog(story: Story) -> bytes:
    """A live page: a post with its own heading-less body for every two paragraphs, share buttons after each."""
    pairs = [story.html_paragraphs[n : n + 2] for n in range(0, len(story.paragraphs), 2)]
    posts = "".join(
        f'<article class="live-blog-post block" id="block-{n}"><div class="block-time"><time datetime="{story.iso}T1{n}:05:00Z">'
        f'1{n}.05 GMT</time></div><div class="block-elements">{"".join(f"<p>{text}</p>" for text in pair)}</div>'
        '<div class="block-share"><a href="#f">Share on Facebook</a><a href="#x">Share on X</a></div></article>'
        for n, pair in enumerate(pairs)
    )
    updates = [
        {"@type": "BlogPosting", "headline": f"Update {n}", "datePublished": f"{story.iso}T1{n}:05:00Z"}
        for n in range(len(pairs))
    ]
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{story.html_title} – as it happened</title>
<meta property="og:title" content="{story.html_title}"><meta property="og:site_name" content="{story.outlet}">
<link rel="canonical" href="{story.url}">
{story.linked_data("LiveBlogPosting", liveBlogUpdate=updates, coverageStartTime=f"{story.iso}T08:00:00Z")}</head>
<body><header class="site"><nav><a href="/">Front page</a><a href="/live">Live</a></nav></header><main>
<div class="live-header"><h1>{story.html_title}</h1><p class="byline">By <a rel="author" href="/a">{story.author}</a></p></div>
<aside class="key-events"><h2>Key events</h2><ol><li><time>10.05</time><a href="#block-0">What we know so far</a></li></ol></aside>
<div class="live-blog-posts">{posts}</div><button class="load-more">Show earlier posts</button>
<aside class="sidebar"><h2>Elsewhere</h2><ul><li><a href="/q">Quiz of the week</a></li></ul></aside></main>
<footer><p>© 2030</p></footer></body></html>""".encode()


def magazine(story: Story) -> bytes:
    """A magazine on a newsletter service: drop cap, subscribe boxes, cards for further reading."""
    body = [f"<p>{text}</p>" for text in story.html_paragraphs]
    first = story.html_paragraphs[0]
    body[0] = f'<p><span class="dropcap">{first[0]}</span>{first[1:]}</p>'
    body.insert(
        5,
        '<div class="kg-card kg-signup-card"><h2>Sign up for The Dispatch</h2><p>Independent reporting on diplomacy.</p>'
        '<form data-members-form="signup"><input type="email"><button>Subscribe</button></form><p>No spam. Unsubscribe '
        "anytime.</p></div>",
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>{story.html_title}</title><meta charset="utf-8">
<link rel="canonical" href="{story.url}"><meta name="generator" content="Ghost 5.80">
<meta property="og:site_name" content="{story.outlet}"><meta property="og:title" content="{story.html_title}">
<meta property="article:published_time" content="{story.iso}T06:00:00.000Z">{story.linked_data("Article")}</head>
<body class="post-template tag-diplomacy"><div class="gh-viewport"><header id="gh-navigation"><a href="/">{story.outlet}</a>
<nav><ul class="nav"><li><a href="/about">About</a></li><li><a href="/archive">Archive</a></li></ul></nav></header>
<main class="gh-main"><article class="gh-article post tag-diplomacy"><header class="gh-article-header">
<a class="gh-article-tag" href="/tag/d">Diplomacy</a><h1 class="gh-article-title">{story.html_title}</h1>
<p class="gh-article-excerpt">What was agreed, what was not, and who will pay for it.</p><div class="gh-article-meta">
<h4 class="gh-article-author-name"><a href="/author/d">{story.author}</a></h4><time datetime="{story.iso}">{story.day}</time>
<span class="gh-article-meta-length">— 6 min read</span></div></header>
<figure class="gh-article-image"><img src="f.jpg" alt=""><figcaption>Photo by <a href="#">Max Lens</a> / Stock</figcaption></figure>
<section class="gh-content gh-canvas">{"".join(body)}</section></article>
<section class="gh-comments"><h2>Member discussion</h2><div id="ghost-comments-root"></div></section></main>
<section class="gh-container is-grid"><h2>Read more</h2><article class="gh-card post"><a href="/p"><h3>The long road to the
border</h3><p class="gh-card-excerpt">It took eleven hours, two trains and one very patient guard.</p></a></article></section>
<footer class="gh-footer"><div>{story.outlet} © 2030</div><a href="#/portal/signup">Sign up</a></footer></div></body></html>""".encode()
