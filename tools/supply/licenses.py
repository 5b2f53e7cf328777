"""Lists the licenses of what we ship in `docs/licenses.md`, and refuses any that may not fit: `make licenses`."""

import re
import sys
from importlib import metadata

from tools import ROOT
from tools.supply.shipped import Package, of_console, of_layers

PAGE = ROOT / "docs/licenses.md"
# With these, what we ship may be used in any company's product. MPL-2.0 wants changes of the library itself to be
# published, and we make none.
FITTING = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
    "Python-2.0",
    "Unlicense",
}
# What older packages say in words, or in classifiers.
SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "MIT, BSD": "MIT AND BSD-3-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
# Whose metadata has none; looked up in the package's files.
LOOKED_UP = {"svelte-toolbelt": "MIT"}
HEAD = """# Licenses

Connextlive is licensed under [Apache 2.0](../LICENSE). A deployment also contains the packages below; everything else
that the lock files name builds or tests it. Made by `make licenses` from the lock files and the packages' own metadata.

Lists that are part of the code have their notice beside them: `shared/connextlive/core/common_passwords.license`,
`web/shared/emoji/LICENSE`.

| package | version | license |
|---|---|---|
"""


def of_python(name: str) -> str:
    """The license that an installed package declares, as an SPDX expression."""
    try:
        declared = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed"
    if expression := declared.get("License-Expression"):
        return expression
    said: str = (declared.get("License") or "").strip()
    classified = [
        one.rpartition(" :: ")[2] for one in declared.get_all("Classifier") or [] if one.startswith("License")
    ]
    for words in (said, *classified):
        if words in SPDX or words in FITTING:
            return SPDX.get(str(words), str(words))
    return said.partition("\n")[0] or " / ".join(classified) or "unknown"


def all_of() -> list[tuple[Package, str]]:
    return sorted(
        [
            *((package, of_python(package.name)) for package in of_layers()),
            *((package, LOOKED_UP.get(package.name, license)) for package, license in of_console()),
        ]
    )


def page(found: list[tuple[Package, str]]) -> str:
    rows = (f"| {package.name} ({package.ecosystem}) | {package.version} | {license} |" for package, license in found)
    return HEAD + "\n".join(rows) + "\n"


def unfitting(found: list[tuple[Package, str]]) -> list[str]:
    """Packages whose license is not one of those that fit: of alternatives, one has to."""
    return [
        f"{package.name} {package.version}: {license}"
        for package, license in found
        if not any(_parts(choice) <= FITTING for choice in re.split(r" OR ", license.strip("()")))
    ]


def _parts(expression: str) -> set[str]:
    return {part.strip("() ") for part in re.split(r" AND | WITH ", expression)}


def main() -> int:
    found = all_of()
    PAGE.write_text(page(found), encoding="utf-8")
    wrong = unfitting(found)
    print(f"{PAGE.relative_to(ROOT)}: {len(found)} packages")
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
