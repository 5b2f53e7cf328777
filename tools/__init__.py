"""What makes files out of the code: the OpenAPI document, its page, and the sample events."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The package `connextlive` is a Lambda layer and installed nowhere: outside of Lambda it is found here.
sys.path.insert(0, str(ROOT / "shared"))
