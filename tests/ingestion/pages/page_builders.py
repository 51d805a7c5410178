"""Pages of page builders, themes, wikis and state agencies: text in many small boxes, or in one great one."""

from tests.ingestion.pages.story import Story


def elementor(story: Story) -> bytes:
    """A think tank on Elementor: the text is spread over widgets of a few paragraphs each, a heading widget above it."""
    widgets = "".join(
        '<div class="elementor-element elementor-element-1a2b elementor-widget elementor-widget-text-editor" data-id="1a2b" '
        'data-element_type="widget" data-widget_type="text-editor.default"><div class="elementor-widget-container">'
        f"{''.join(f'<p>{text}</p>' for text in story.html_paragraphs[n : n + 3])}</div></div>"
        for n in range(0, len(story.paragraphs), 3)
    )
    return f"""<!DOCTYPE html><html lang="en-US"><head><meta charset="UTF-8"><title>{story.html_title} &#8211; {story.outlet}</title>
<link rel="canonical" href="{story.url}"><meta property="og:site_name" content="{story.outlet}">
{story.linked_data("Article")}</head><body class="elementor-default elementor-template-full-width elementor-page">
<div data-elementor-type="header" class="elementor elementor-9 elementor-location-header"><section class="elementor-section">
<div class="elementor-widget-nav-menu"><ul class="elementor-nav-menu"><li><a href="/" class="elementor-item">Home</a></li>
<li><a href="/experts" class="elementor-item">Experts</a></li></ul></div></section></div>
<div data-elementor-type="single-post" class="elementor elementor-55 elementor-location-single post-12 post type-post">
<section class="elementor-section elementor-top-section"><div class="elementor-container"><div class="elementor-column">
<div class="elementor-widget-wrap"><div class="elementor-widget elementor-widget-heading"><div class="elementor-widget-container">
<h1 class="elementor-heading-title elementor-size-default">{story.html_title}</h1></div></div>
<div class="elementor-widget elementor-widget-post-info"><ul class="elementor-inline-items elementor-icon-list-items elementor-post-info">
<li itemprop="author"><span class="elementor-icon-list-text elementor-post-info__item--type-author">{story.author}</span></li>
<li itemprop="datePublished"><time>{story.day}</time></li></ul></div>{widgets}
<div class="elementor-widget elementor-widget-share-buttons"><div class="elementor-share-btn"><span>Facebook</span></div></div>
<div class="elementor-widget elementor-widget-author-box"><div class="elementor-author-box"><h4>{story.author}</h4><p>Senior
fellow for security policy. Before that, twenty years in the foreign service.</p></div></div>
<div class="elementor-widget elementor-widget-posts"><article class="elementor-post"><h3><a href="/p">Five lessons of the last
summit</a></h3><div class="elementor-post__excerpt"><p>The summit is over, and the hard work of carrying it out begins.</p></div>
<a class="elementor-post__read-more" href="/p">Read More »</a></article></div></div></div></div></section></div>
<footer class="elementor-location-footer"><p>© 2030 Institute. 12 Long Street.</p></footer></body></html>""".encode()


def state_agency(story: Story) -> bytes:
    """A state agency's English service: ideographic spaces for indents, gb2312 on the label, the desk's sign-off."""
    body = "\r\n".join(f"<p>\u3000\u3000{text}</p>" for text in story.html_paragraphs)
    return f"""<!DOCTYPE html>\r\n<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312" />
<meta name="publishdate" content="{story.iso}" /><meta name="author" content="{story.author}" /><meta name="source" content="wire" />
<meta name="publisher" content="{story.outlet}"><title>\r\n{story.html_title}-{story.outlet}\r\n</title></head><body>
<div class="domPC"><div class="topbar"><a href="/">Home</a> | <a href="/video">Video</a> | <a href="/photo">Photo</a></div>
<div class="conTop"><h1 class="Btitle">\r\n{story.html_title}\r\n</h1><div class="wzzy"><i class="source">Source: {story.outlet}</i>
<i class="time">{story.iso} 21:05:15</i></div></div><div class="main"><div class="content" id="detailContent"><p align="center">
<img src="20300308_1n.jpg" /></p>{body}
</div><div class="nextpage" id="div_currpage"></div><div class="editor"><span>Editor: huaxia</span></div></div>
<div class="relateBox"><h3>Related Stories</h3><ul><li><a href="/1">Spring planting in full swing</a></li></ul></div></div>
<div class="footer">Copyright &#169; 2000-2030 {story.outlet}. All rights reserved.</div></body></html>""".encode(
        "gb18030"
    )


def theme(story: Story) -> bytes:
    """A bought WordPress theme: related posts, an advertisement and a sharing bar in the middle of the text."""
    body = [f"<p>{text}</p>" for text in story.html_paragraphs]
    body.insert(
        2,
        '<div class="jeg_ad jeg_ad_article jnews_content_inline_ads"><div class="ads-wrapper"><span class="ads-text">'
        "ADVERTISEMENT</span></div></div>",
    )
    body.insert(
        5,
        "<div class='jnews_inline_related_post_wrapper left'><div class='jnews_inline_related_post'><h3 class='jeg_block_title'>"
        "<span>Related<strong>Posts</strong></span></h3><div class='jeg_posts'><article class='jeg_post'><h3 class='jeg_post_title'>"
        "<a href='/a'>Lawmakers reject the budget</a></h3><span class='jeg_meta_date'>2 days ago</span></article></div></div></div>",
    )
    return f"""<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>{story.html_title} | {story.outlet}</title>
<meta property="og:site_name" content="{story.outlet}"><meta property="og:title" content="{story.html_title}">
<meta property="article:published_time" content="{story.iso}T17:04:31+03:00"><meta property="og:url" content="{story.url}">
</head><body class="post-template-default single jeg_toggle_light jnews jsc_normal"><div class="jeg_viewport">
<div class="jeg_header_wrapper"><ul class="jeg_menu jeg_main_menu"><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></div>
<div class="post-wrapper"><div class="jeg_main"><div class="jeg_content jeg_singlepage"><div class="entry-header"><h1
class="jeg_post_title">{story.html_title}</h1><h2 class="jeg_post_subtitle">Observers speak of a careful first step</h2>
<div class="jeg_meta_container"><div class="jeg_meta_author"><span class="meta_text">by</span> <a href="/author/d" rel="author">{story.author}</a></div>
<div class="jeg_meta_date"><a href="/d">{story.day}</a></div></div></div>
<div class="jeg_featured featured_image"><img src="f.jpg" alt=""><p class="wp-caption-text">The flags of both countries at the
airport</p></div><div class="jeg_share_top_container"><div class="jeg_share_stats">Share on Facebook Share on Twitter</div></div>
<div class="entry-content no-share"><div class="jeg_share_button share-float"></div><div class="content-inner ">{"".join(body)}
<div class="jeg_post_tags"><span>Tags:</span> <a href="/t" rel="tag">summit</a></div></div></div>
<div class="jeg_authorbox"><h3 class="jeg_author_name">{story.author}</h3><p class="jeg_author_desc">Reporter at large.</p></div>
<div class="jnews_related_post_container"><h3>Related Posts</h3><article class="jeg_post"><p>Talks on water rights resumed after
a pause of several months.</p></article></div><div class="jnews_comment_container"><h3>Leave a Reply</h3></div></div>
<div class="jeg_sidebar"><div class="widget widget_jnews_popular"><h3>Popular News</h3><p><a href="/p">The price of bread</a></p></div>
</div></div></div></div></body></html>""".encode()


def wiki(story: Story) -> bytes:
    """A wiki for news: an info box, a date in bold at the head of the text, sources and sister links after it."""
    body = "\n".join(f"<p>{text}\n</p>" for text in story.html_paragraphs)
    return f"""<!DOCTYPE html><html class="client-nojs" lang="en" dir="ltr"><head><meta charset="UTF-8"/>
<title>{story.html_title} - {story.outlet}, the free news source</title><meta name="generator" content="MediaWiki 1.42"/>
<link rel="canonical" href="{story.url}"/><meta property="og:site_name" content="{story.outlet}">
<meta name="author" content="{story.author}"></head><body class="mediawiki ltr ns-0 ns-subject skin-vector action-view">
<div id="mw-page-base" class="noprint"></div><div id="content" class="mw-body" role="main"><a id="top"></a>
<div id="siteNotice"></div><h1 id="firstHeading" class="firstHeading">{story.html_title}</h1><div id="bodyContent" class="vector-body">
<div id="siteSub" class="noprint">From {story.outlet}, the free news source you can write!</div><div id="contentSub"></div>
<a class="mw-jump-link" href="#mw-head">Jump to navigation</a><div id="mw-content-text" class="mw-body-content"><div
class="mw-parser-output"><p><strong class="published"><span id="publishDate" class="value-title" title="{story.iso}">{story.day}</span>
</strong></p><div class="infobox noprint" style="float:right"><b>Diplomacy</b><ul><li><a href="/w/1">Observers welcome talks</a></li>
<li><a href="/w/2">Embassy reopens after nine years</a></li></ul></div>
{body}
<h2><span class="mw-headline" id="Sources">Sources</span></h2><ul><li><span class="sourceTemplate">Desk. “<a href="http://s.example">
Talks end</a>” — <i>Wire</i>, {story.day}</span></li></ul><div class="sisterProject noprint">Have an opinion on this story?
<a href="/w/c">Share it!</a></div></div></div><div id="catlinks" class="catlinks"><a href="/w/Cat">Categories</a>: <ul><li><a
href="/w/Cat:Pol">Politics and conflicts</a></li></ul></div></div></div><div id="mw-navigation"><h2>Navigation menu</h2><ul><li><a
href="/w/Main">Main page</a></li></ul></div><div id="footer" role="contentinfo"><p>All text is available under a licence.</p></div>
</body></html>""".encode()


def web_forms(story: Story) -> bytes:
    """A foreign ministry's page from a Windows server: one form around everything, spans with line breaks for paragraphs."""
    body = "<br>\r\n<br>\r\n".join(story.html_paragraphs)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head><title>{story.outlet} : {story.html_title}</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /></head><body>
<form name="aspnetForm" method="post" action="Detail.aspx?id=4711" id="aspnetForm"><div><input type="hidden" name="__VIEWSTATE"
value="/wEPDwUKLTI2MjY5MTU2NmRk" /></div><div id="ctl00_top"><img src="logo.jpg" alt="{story.outlet}" /><ul id="ctl00_menu"><li><a
href="Default.aspx">Home</a></li><li><a href="Minister.aspx">The Minister</a></li></ul></div>
<div id="ctl00_crumbs">You are here : <a href="Default.aspx">Home</a> &gt; <a href="News.aspx">News</a></div>
<table id="ctl00_layout" width="100%"><tr><td valign="top" class="leftcol"><a href="Visa.aspx">Visa information</a><br /><a
href="Treaties.aspx">Treaties</a></td><td valign="top"><h2 id="ctl00_Content_lblTitle">{story.html_title}</h2>
<span id="ctl00_Content_lblAuthor">By {story.author}</span><br /><span id="ctl00_Content_lblDate">{story.day}</span><br /><br />
<span id="ctl00_Content_lblBody">{body}</span><br /><br /><a href="javascript:window.print()">Print</a></td></tr></table>
<div id="ctl00_foot">Copyright © 2030 {story.outlet}</div></form></body></html>""".encode()


def dispatch(story: Story) -> bytes:
    """A newsletter service's web view: buttons, a subscribe widget and a caption among the paragraphs."""
    body = [f"<p>{text}</p>" for text in story.html_paragraphs]
    body.insert(
        3,
        '<div class="subscription-widget-wrap-editor" data-attrs="{}" data-component-name="SubscribeWidgetToDOM"><div class='
        '"subscription-widget show-subscribe"><div class="preamble"><p class="cta-caption">Thanks for reading! Subscribe for free '
        'to receive new posts and support my work.</p></div><form class="subscription-widget-subscribe"><input type="email">'
        '<input type="submit" value="Subscribe"></form></div></div>',
    )
    body.insert(
        5,
        '<div class="captioned-image-container"><figure><a class="image-link" href="i.jpg"><img src="i.jpg" alt=""></a><figcaption '
        'class="image-caption">An old map of the frontier.</figcaption></figure></div>',
    )
    body.append(
        '<p class="button-wrapper" data-component-name="ButtonCreateButton"><a class="button primary" href="/share"><span>Share'
        "</span></a></p>"
    )
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{story.html_title} - by {story.author}</title>
<link rel="canonical" href="{story.url}"><meta name="author" content="{story.author}"><meta property="og:title" content="{story.html_title}">
{story.linked_data()}</head><body><div id="entry"><div id="main" class="main typography use-theme-bg"><div class="pencraft main-menu">
<h1 class="title-oOnUGd"><a href="/">{story.outlet}</a></h1><button>Subscribe</button><button>Sign in</button></div>
<div class="single-post-container"><div class="single-post"><article class="typography newsletter-post post"><div class="post-header">
<h1 class="post-title published title-X77sOw">{story.html_title}</h1><h3 class="subtitle">On what was signed and what was not</h3>
<div class="pencraft meta"><a href="/@a">{story.author}</a><div class="date">{story.published_on:%b %d, %Y}</div><a class="post-ufi-button">
12</a></div></div><div class="available-content"><div dir="auto" class="body markup">{"".join(body)}</div></div></article></div></div>
<div id="discussion" class="comments-page"><h4>Discussion about this post</h4><div class="comment"><div class="comment-body"><p>What
a read. I shall send this to my students.</p></div></div></div>
<div class="footer-wrap publication-footer"><p>© 2030 {story.outlet}</p><a href="/privacy">Privacy</a> ∙ <a href="/tos">Terms</a></div>
</div></div></body></html>""".encode()
