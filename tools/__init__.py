"""Development tools: code generation, operations, SAM."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The package `connextlive` is a Lambda layer and not installed; outside Lambda it is found here.
sys.path.insert(0, str(ROOT / "shared"))
# Parameters without which some of the template is not deployed.
OPTIONAL = {"InboundMailDomain": "replies.example.com"}
