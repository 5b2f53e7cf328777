"""Builds the documentation page from its three files, so that it needs nothing but itself and the document."""

import base64
import hashlib

from tools import ROOT

SOURCE = ROOT / "web" / "docs"


def build() -> str:
    """The page with its style and script inline, and a policy that allows nothing else."""
    style, script = ((SOURCE / name).read_text(encoding="utf-8") for name in ("docs.css", "docs.js"))
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    replaced = {
        '<link rel="stylesheet" href="docs.css">': f"<style>{style}</style>",
        '<script src="docs.js" defer></script>': f'<script type="module">{script}</script>',
        "<title>": f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>',
    }
    page = (SOURCE / "index.html").read_text(encoding="utf-8")
    for source, target in replaced.items():
        assert page.count(source) == 1, source
        page = page.replace(source, target)
    return page


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
