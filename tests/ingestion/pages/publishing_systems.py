"""Pages of the systems that smaller outlets, ministries and bloggers publish with, and of the web's older days."""

from html import escape

from tests.ingestion.pages.story import Story


def wordpress(story: Story) -> bytes:
    """WordPress with Yoast's graph, Jetpack's sharing and related posts, a caption and comments."""
    body = [f"<p>{text}</p>" for text in story.html_paragraphs]
    body.insert(
        2,
        '<figure id="attachment_99" style="width: 1024px" class="wp-caption aligncenter"><img class="wp-image-99" '
        'src="t.jpg" alt=""><figcaption id="caption-99" class="wp-caption-text">The hall on the opening day. (File '
        "photo)</figcaption></figure>",
    )
    body.insert(5, '<p><strong>Read also: <a href="/x">Ambassador summoned over remarks</a></strong></p>')
    graph = (
        '{"@context":"https://schema.org","@graph":[{"@type":"Article","@id":"' + story.url + '#article","author":{"name":'
        '"' + story.author + '","@id":"https://' + story.host + '/#/schema/person/1"},"headline":"'
        + story.title.replace('"', '\\"') + '","datePublished":"' + story.iso + 'T07:15:00+00:00","publisher":{"@id":'
        '"https://' + story.host + '/#organization"},"mainEntityOfPage":{"@id":"' + story.url + '"}},{"@type":"Organization",'
        '"@id":"https://' + story.host + '/#organization","name":"' + story.outlet + '"},{"@type":"WebSite","@id":'
        '"https://' + story.host + '/#website","name":"' + story.outlet + '"},{"@type":"Person","@id":"https://'
        + story.host + '/#/schema/person/1","name":"' + story.author + '"},{"@type":"BreadcrumbList","itemListElement":'
        '[{"@type":"ListItem","position":1,"name":"Home"}]}]}'
    )  # fmt: skip
    return f"""<!DOCTYPE html><html lang="en-US" prefix="og: https://ogp.me/ns#"><head><meta charset="UTF-8">
<title>{story.html_title} - {story.outlet}</title><link rel="canonical" href="{story.url}">
<meta property="og:title" content="{story.html_title} - {story.outlet}"><meta property="og:site_name" content="{story.outlet}">
<meta property="article:published_time" content="{story.iso}T07:15:00+00:00"><meta name="author" content="{story.author}">
<script type="application/ld+json" class="yoast-schema-graph">{graph}</script><meta name="generator" content="WordPress 6.5">
</head><body class="post-template-default single single-post postid-77 single-format-standard has-sidebar comments-open">
<div id="page" class="site"><header id="masthead" class="site-header"><p class="site-title"><a href="/">{story.outlet}</a></p>
<nav id="site-navigation" class="main-navigation"><ul id="primary-menu" class="menu"><li class="menu-item"><a href="/n">News
</a></li></ul></nav></header><div id="content" class="site-content"><main id="main" class="site-main">
<article id="post-77" class="post-77 post type-post status-publish format-standard hentry category-world">
<header class="entry-header"><h1 class="entry-title">{story.html_title}</h1><div class="entry-meta"><span class="posted-on">
Posted on <time class="entry-date published" datetime="{story.iso}T07:15:00+00:00">{story.day}</time></span>
<span class="byline"> by <span class="author vcard"><a class="url fn n" href="/author/d">{story.author}</a></span></span></div></header>
<div class="entry-content">{"".join(body)}
<div class="sharedaddy sd-sharing-enabled"><div class="robots-nocontent sd-block sd-social"><h3 class="sd-title">Share this:
</h3><div class="sd-content"><ul><li><a href="?share=twitter">Click to share on Twitter (Opens in new window)</a></li></ul>
</div></div></div><div class="sharedaddy sd-block sd-like"><h3 class="sd-title">Like this:</h3><span>Loading...</span></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>Related</em></h3><p>Border talks
resume after a pause of two years</p></div></div>
<footer class="entry-footer"><span class="cat-links">Posted in <a href="/w">World</a></span><span class="tags-links">Tagged
<a href="/t">talks</a></span></footer></article>
<div class="author-box"><h4>About {story.author}</h4><p>{story.author} writes about foreign affairs and lives by the sea with
two dogs and a great many books about treaties.</p></div>
<nav class="navigation post-navigation"><a href="/p" rel="prev">Previous Post: Rain</a></nav>
<div id="comments" class="comments-area"><h2 class="comments-title">2 thoughts on “{story.html_title}”</h2><ol
class="comment-list"><li class="comment"><article class="comment-body"><footer class="comment-meta"><b class="fn">Karl</b>
says:</footer><div class="comment-content"><p>Excellent summary, thank you. I was there that day and it was just like this.
</p></div></article></li></ol><div id="respond" class="comment-respond"><h3>Leave a Reply</h3><p>Your email address will not
be published. Required fields are marked *</p></div></div></main>
<aside id="secondary" class="widget-area"><section class="widget widget_recent_entries"><h2>Recent Posts</h2><ul><li><a
href="/r">Rain</a></li></ul></section></aside></div><footer id="colophon"><a href="https://wordpress.org/">Proudly powered by
WordPress</a></footer></div><div id="cookie-law-info-bar"><span>This website uses cookies to improve your experience.
<a role="button">Accept</a></span></div></body></html>""".encode()


def drupal(story: Story) -> bytes:
    """A ministry or an institute on Drupal 10: fields in fields, a media field, a block of related content."""
    body = "\n".join(f"<p>{text}</p>" for text in story.html_paragraphs)
    return f"""<!DOCTYPE html><html lang="en" dir="ltr"><head><meta charset="utf-8" />
<meta name="Generator" content="Drupal 10 (https://www.drupal.org)" /><link rel="canonical" href="{story.url}" />
<meta property="og:site_name" content="{story.outlet}" /><meta property="og:title" content="{story.html_title}" />
<meta name="dcterms.date" content="{story.iso}T00:00Z" /><meta name="dcterms.creator" content="{story.author}" />
<title>{story.html_title} | {story.outlet}</title></head>
<body class="path-node page-node-type-news"><a href="#main-content" class="visually-hidden focusable">Skip to main content</a>
<div class="dialog-off-canvas-main-canvas"><header role="banner"><nav role="navigation" class="menu--main"><ul class="menu">
<li class="menu-item"><a href="/">Home</a></li><li class="menu-item"><a href="/about">About us</a></li></ul></nav></header>
<main role="main"><a id="main-content" tabindex="-1"></a><div class="region region-content"><div data-drupal-messages-fallback
class="hidden"></div><div class="block block-system-breadcrumb-block"><ol class="breadcrumb"><li><a href="/">Home</a></li>
<li><a href="/news">News</a></li></ol></div><h1 class="page-header"><span class="field field--name-title">{story.html_title}</span></h1>
<article data-history-node-id="12" class="node node--type-news node--view-mode-full clearfix"><footer class="node__meta">
<div class="node__submitted">Submitted by <span class="field--name-uid"><span lang="" typeof="schema:Person">{story.author}
</span></span> on <span class="field--name-created">{story.day} - 09:00</span></div></footer>
<div class="node__content clearfix"><div class="field field--name-field-image field--type-image field--label-hidden"><img
src="/sites/default/files/a.jpg" alt="Plenary" /><div class="field field--name-field-caption field--type-string">The plenary
hall on Thursday</div></div><div class="clearfix text-formatted field field--name-body field--type-text-with-summary
field--label-hidden field__item">{body}</div>
<div class="field field--name-field-tags field--label-above"><div class="field__label">Tags</div><div class="field__items">
<div class="field__item"><a href="/t/1">Multilateralism</a></div></div></div>
<section class="field field--name-field-contact"><h2>Media contact</h2><p>Press Office, tel. +1 555 0100, press@ministry.example
(for journalists only)</p></section></div></article>
<div class="views-element-container block block-views-related"><h2>Related content</h2><div class="views-row"><h3><a href="/n/2">
Statement on the anniversary</a></h3><p>The Secretary-General paid tribute to those who had worked for peace.</p></div></div>
</div></main><footer role="contentinfo"><p>© {story.outlet}. All rights reserved.</p></footer></div></body></html>""".encode()


def press_release(story: Story) -> bytes:
    """A government's press release, marked up with microdata and a definition list."""
    body = "\n".join(f"<p>{text}</p>" for text in story.html_paragraphs)
    return f"""<!DOCTYPE html><html lang="en" class="govuk-template"><head><meta charset="utf-8">
<title>{story.html_title} - {story.outlet}</title><meta property="og:site_name" content="{story.outlet}">
<meta property="og:title" content="{story.html_title}"><link rel="canonical" href="{story.url}">
<meta name="govuk:first-published-at" content="{story.iso}T22:30:00.000+00:00"></head><body class="govuk-template__body">
<div id="global-cookie-message" class="gem-c-cookie-banner" role="region" aria-label="Cookies"><h2>Cookies on this site</h2>
<p>We use some essential cookies to make this website work. We’d like to set additional cookies to understand how you use it.
</p><button>Accept additional cookies</button></div>
<header role="banner"><a href="/">{story.outlet}</a></header><div class="govuk-phase-banner"><p>BETA This is a new service.</p></div>
<main role="main" id="content" class="news-article" itemscope itemtype="https://schema.org/NewsArticle">
<span class="gem-c-title__context">Press release</span><h1 class="gem-c-title__text" itemprop="headline">{story.html_title}</h1>
<p class="gem-c-lead-paragraph" itemprop="description">Ministers set out the next steps.</p>
<dl class="gem-c-metadata" data-module="metadata"><dt>From:</dt><dd>{story.outlet} and <span itemprop="author" itemscope
itemtype="https://schema.org/Person"><span itemprop="name">{story.author}</span></span></dd><dt>Published</dt>
<dd><time itemprop="datePublished" datetime="{story.iso}">{story.published_on.day} {story.published_on:%B %Y}</time></dd>
<dt>Last updated</dt><dd><time datetime="2031-01-05">5 January 2031</time></dd></dl>
<div class="gem-c-govspeak govuk-govspeak" itemprop="articleBody"><div class="govspeak">{body}</div></div>
<div class="gem-c-share-links"><h2>Share this page</h2><ul><li><a href="#">Share on Facebook (opens in new tab)</a></li></ul></div>
<div class="gem-c-published-dates">Published {story.published_on.day} {story.published_on:%B %Y}<br>Last updated 5 January 2031
<a href="#full-history">+ show all updates</a></div></main>
<aside class="gem-c-contextual-sidebar"><h2>Related content</h2><ul><li><a href="/r">Statement by the spokesperson</a></li></ul></aside>
<footer role="contentinfo"><p>All content is available under the Open Licence, except where otherwise stated</p></footer>
</body></html>""".encode()


def blogger(story: Story) -> bytes:
    """Blogger's old templates: no paragraphs, only line breaks in one element."""
    body = "<br /><br />".join(story.html_paragraphs)
    return f"""<!DOCTYPE html><html dir='ltr' xmlns='http://www.w3.org/1999/xhtml' lang='en'><head>
<meta content='text/html; charset=UTF-8' http-equiv='Content-Type'/><meta content='blogger' name='generator'/>
<link href='{story.url}' rel='canonical'/><meta content='{escape(story.title)}' property='og:title'/>
<title>{story.outlet}: {story.html_title}</title></head><body class='loading'><div class='navbar section' id='navbar'></div>
<div class='body-fauxcolumns'></div><div class='content'><header><div class='header section'><h1 class='title'><a href='/'>
{story.outlet}</a></h1><p class='description'><span>Notes on world affairs</span></p></div></header>
<div class='main-outer'><div class='main section' id='main'><div class='widget Blog' id='Blog1'><div class='blog-posts hfeed'>
<div class="date-outer"><h2 class='date-header'><span>{story.day}</span></h2><div class="date-posts"><div class='post-outer'>
<div class='post hentry uncustomized-post-template' itemprop='blogPost' itemscope='itemscope' itemtype='http://schema.org/BlogPosting'>
<meta content='{story.outlet}' itemprop='publisher'/>
<h3 class='post-title entry-title' itemprop='name'>{story.html_title}</h3><div class='post-header'></div>
<div class='post-body entry-content' id='post-body-1' itemprop='description articleBody'>{body}<div style='clear: both;'></div></div>
<div class='post-footer'><div class='post-footer-line post-footer-line-1'><span class='post-author vcard'>Posted by
<span class='fn' itemprop='author' itemscope='itemscope' itemtype='http://schema.org/Person'><span itemprop='name'>{story.author}</span></span></span>
<span class='post-timestamp'>at <a class='timestamp-link' href='{story.url}' rel='bookmark'><abbr class='published'
itemprop='datePublished' title='{story.iso}T06:42:00-08:00'>6:42 AM</abbr></a></span></div>
<div class='post-footer-line'><span class='post-labels'>Labels: <a href='/l' rel='tag'>diplomacy</a></span></div></div></div>
<div class='comments' id='comments'><h4>1 comment:</h4><div id='comment-holder'><p class="comment-content">Thanks for posting this,
I had been looking for a good account of that day.</p></div></div></div></div></div></div></div></div>
<aside><div class='widget BlogArchive'><h2>Blog Archive</h2><ul><li><a href='/2030'>2030 (12)</a></li></ul></div></aside></div></div>
</body></html>""".encode()


def table_era(story: Story) -> bytes:
    """A page of about 1999: nested tables, font elements, windows-1252, and no metadata whatever."""
    body = "".join(f"<P>{text}\n" for text in story.html_paragraphs)
    return f"""<HTML><HEAD>
<TITLE>{story.outlet}: {story.html_title}</TITLE>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=windows-1252">
<META NAME="GENERATOR" CONTENT="Microsoft FrontPage 4.0"></HEAD>
<BODY BGCOLOR="#FFFFFF" LINK="#0000FF" TOPMARGIN=0><TABLE WIDTH=640 BORDER=0 CELLPADDING=0 CELLSPACING=0>
<TR><TD COLSPAN=3 BGCOLOR="#003366"><IMG SRC="logo.gif" ALT="{story.outlet}" WIDTH=300 HEIGHT=40></TD></TR>
<TR><TD VALIGN=TOP WIDTH=120 BGCOLOR="#EEEEEE"><FONT FACE="Arial" SIZE=1><A HREF="/">Front Page</A><BR><A HREF="/world">World
</A><BR><A HREF="/sports">Sports</A><BR><A HREF="/classifieds">Classifieds</A><BR><A HREF="/search">Search</A></FONT></TD>
<TD WIDTH=10>&nbsp;</TD><TD VALIGN=TOP WIDTH=510><FONT FACE="Times New Roman" SIZE=5><H1>{story.html_title}</H1></FONT>
<FONT SIZE=2><B>By {story.author}</B><BR><I>{story.day}</I></FONT><BR CLEAR=ALL>
<TABLE ALIGN=RIGHT WIDTH=160 BORDER=1><TR><TD><FONT FACE="Arial" SIZE=1><B>On the Web</B><BR><A HREF="http://www.un.org/">
United Nations</A><BR><A HREF="/map">Map of the region</A></FONT></TD></TR></TABLE>
<FONT FACE="Times New Roman" SIZE=3>{body}</FONT>
<HR><FONT SIZE=1><A HREF="/email">E-mail this story</A> | <A HREF="/print">Printer-friendly version</A><BR>
Copyright 1999 {story.outlet}. All rights reserved.</FONT></TD></TR></TABLE></BODY></HTML>
""".encode("cp1252")


def joomla(story: Story) -> bytes:
    """Joomla in windows-1252 bytes under the name of ISO-8859-1, as browsers have always put up with."""
    body = "\n".join(f"<p>{text}</p>" for text in story.html_paragraphs)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en-gb" lang="en-gb"><head>
<meta http-equiv="content-type" content="text/html; charset=iso-8859-1" /><meta name="author" content="{story.author}" />
<meta name="generator" content="Joomla! - Open Source Content Management" /><meta property="og:site_name" content="{story.outlet}" />
<title>{story.html_title}</title><base href="{story.url}" /></head><body><div id="wrapper"><div id="topnav"><ul class="menu">
<li class="item-1"><a href="/">Home</a></li><li class="item-2"><a href="/archive">Archive</a></li></ul></div>
<div id="leftcolumn"><div class="moduletable"><h3>Latest news</h3><ul class="latestnews"><li><a href="/l">Port strike enters
second week</a></li></ul></div></div>
<div id="maincolumn"><div class="item-page" itemscope="itemscope" itemtype="https://schema.org/Article"><h2 itemprop="headline">
{story.html_title}</h2><dl class="article-info"><dt class="article-info-term">Details</dt><dd class="createdby">Written by <span
itemprop="name">{story.author}</span></dd><dd class="published"><time datetime="{story.iso}T09:00:00+02:00" itemprop="datePublished">
Published: {story.published_on.day} {story.published_on:%B %Y}</time></dd><dd class="hits">Hits: 4711</dd></dl>
<div class="icons"><ul class="actions"><li class="print-icon"><a href="?print=1">Print</a></li><li><a href="?mail">Email</a></li></ul></div>
<div itemprop="articleBody">{body}</div>
<ul class="pager pagenav"><li class="previous"><a href="/p" rel="prev">&lt; Prev</a></li><li><a href="/n">Next &gt;</a></li></ul>
</div></div><div id="footer"><p>Copyright &copy; 2030 {story.outlet}. Powered by Joomla!</p></div></div></body></html>
""".encode("cp1252")


def word_export(story: Story) -> bytes:
    """A page that a word processor saved: UTF-16 with a byte order mark, a style on everything."""
    body = "\r\n".join(
        f"<p class=MsoNormal><span lang=EN-US style='font-size:12.0pt'>{text}<o:p></o:p></span></p>"
        for text in story.html_paragraphs
    )
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40" lang=EN-US>\r
<head><meta http-equiv=Content-Type content="text/html; charset=unicode"><meta name=Generator content="Microsoft Word 15">\r
<meta name=author content="{story.author}"><meta name=date content="{story.iso}"><meta property="og:site_name" content="{story.outlet}">\r
<title>{story.html_title}</title><style><!-- p.MsoNormal {{margin:0cm}} --></style></head><body lang=EN-US>\r
<div class=WordSection1><h1>{story.html_title}<o:p></o:p></h1>\r
{body}</div></body></html>""".encode("utf-16")
