"""Explanations: Markdown in, harmless HTML out."""

import pytest

from claims.desk import markdown


def test_the_usual_markdown() -> None:
    blocks = ("# Top", "**bold** [link](https://a.example)", "- one", "| a |\n|---|\n| b |")
    html = markdown.render("\n\n".join(blocks))
    for part in ("<h3>Top</h3>", "<strong>bold</strong>", "<li>one</li>", "<td>b</td>"):
        assert part in html
    assert 'rel="noopener nofollow"' in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        '<a href="https://a.example" onclick="alert(1)">x</a>',
        "![x](https://elsewhere.example/pixel.png)",
        '[x](https://a.example "a" onmouseover=alert(1))',
        "<style>body{display:none}</style>",
        "<!-- --><iframe src=//a.example></iframe>",
    ],
)
def test_nothing_of_the_writers_own_html_gets_through(hostile: str) -> None:
    html = markdown.render(hostile)
    for tag in ("<script", "<img", "<iframe", "<style", 'href="javascript', 'href="data'):
        assert tag not in html
    assert "<a" not in html or "onclick=" not in html.split(">")[0]


def test_headings_stay_below_the_pages_own() -> None:
    html = markdown.render("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6")
    assert "<h1" not in html
    assert "<h2" not in html
