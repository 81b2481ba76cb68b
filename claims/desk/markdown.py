"""Markdown as readers and editors see it: no HTML of the writer's own gets through."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Images are left out: they would come from elsewhere, which the content security policy forbids.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_TAGS = {
    *("p", "br", "hr", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
# The page's own headings are of the first and second level.
_LEVELS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}


def render(source: str) -> SafeString:
    """`source` as HTML that is safe to put into a page."""
    tokens = _MARKDOWN.parse(source)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _LEVELS[token.tag]
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    # nh3 let through only the tags and attributes above.
    return mark_safe(clean)  # noqa: S308
