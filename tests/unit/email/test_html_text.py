"""A mail's HTML as text."""

import time

import pytest

from connextlive.email.html_text import MOST, text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div dir='ltr'>Yes,<div>please&nbsp;do.</div></div>", "Yes,\nplease\xa0do."),
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree\n"),
        ("<ul><li>lamp</li><li>bulb</li></ul>", "- lamp\n- bulb"),
        ("Yes<blockquote>No<blockquote>Why</blockquote></blockquote>So", "Yes\n> No\n> > Why\nSo"),
        ("<html><head><title>No</title><style>p{}</style></head><body>Yes</body>", "Yes"),
        ("<head><meta charset=utf-8><title>No</title><body>Yes", "Yes"),
        ("Yes<div style='display: none'>no <b>no</b></div>, yes", "Yes, yes"),
        ("Yes<div class='gmail_signature'>Vera</div>", "Yes"),
        ('Yes<div id="ms-outlook-mobile-signature">Get Outlook</div>', "Yes"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<a href='https://shop.example/1'>this one</a>", "this one (https://shop.example/1)"),
        ("<a href='https://shop.example/'>https://shop.example</a>", "https://shop.example"),
        ("<script>alert(1)</script>1 &lt; 2", "1 < 2"),
        ("<img src='cid:a@b'>Here <img src='https://tracker.example/1.gif'>", "\ufffca@b Here"),
        ("<td>a</td><td>b</td><!-- c --><unknown>d", "a bd"),
        ("", ""),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "part", ["<div>", "<blockquote>", "<a href='", "<!--", "&amp", "<b style='display:none'>", "<"]
)
def test_however_long_it_is_it_takes_no_time(part: str) -> None:
    begun = time.process_time()
    text_of(part * (MOST // len(part)))
    assert time.process_time() - begun < 5
