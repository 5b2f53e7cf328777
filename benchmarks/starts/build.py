"""Builds what is measured: our layers as `sam build` makes them, the other stacks' layer, AWS's runtime client.

Third-party packages are built once for each lock file, and kept under `.local/bench/`; everything of ours is built
anew.
"""

import datetime
import hashlib
import os
import platform
import shutil
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks import ROOT
from local.config import settings_from_environment
from tools.commands import output

HERE = ROOT / "benchmarks/starts"
BUILT = settings_from_environment(ROOT).data / "bench"
STACKS = HERE / "stacks"


@dataclass(frozen=True)
class Built:
    """Where everything lies that a measured process sees."""

    python: Path
    start: Path
    certificate: Path
    roots: Path
    ours: Path
    push: Path
    rendering: Path
    theirs: Path
    tasks: Path


def build() -> Built:
    """All of it; says what takes long."""
    BUILT.mkdir(parents=True, exist_ok=True)
    built = Built(
        python=_runtime(),
        start=BUILT / "start.py",
        certificate=BUILT / "stub.pem",
        roots=BUILT / "roots.pem",
        ours=_our_layer(),
        push=_further_layer("push"),
        rendering=_further_layer("rendering"),
        theirs=_their_layer(),
        tasks=BUILT / "tasks",
    )
    shutil.copy(HERE / "start.py", built.start)
    _copy_handlers(built.tasks)
    trusted = _certificate(built.certificate)
    for bundle in [*built.ours.glob("*/*.pem"), *built.theirs.glob("*/*.pem")]:
        _trust(bundle, trusted)
    built.roots.write_text(_amazon_roots(built.theirs / "botocore/cacert.pem") + trusted)
    return built


def _runtime() -> Path:
    """An interpreter beside which the runtime client lies, as in Lambda."""
    folder = BUILT / "runtime"
    python = folder / "bin/python"
    with _Once("runtime", HERE / "runtime.txt") as once:
        if once.is_due:
            venv.create(folder, clear=True, symlinks=True, with_pip=False)
            (packages,) = folder.glob("lib/python*/site-packages")
            _install(HERE / "runtime.txt", packages)
    return python


def _our_layer() -> Path:
    """Both layers in one folder, where Lambda puts them, too."""
    folder = ROOT / "layers/dependencies"
    dependencies, ours = BUILT / "dependencies", BUILT / "shared"
    with _Once("dependencies", folder / "requirements.txt", folder / "Makefile", folder / "trim.py") as once:
        if once.is_due:
            shutil.rmtree(dependencies, ignore_errors=True)
            _make(folder, "build-DependenciesLayer", dependencies)
    shutil.rmtree(ours, ignore_errors=True)
    _make(ROOT / "shared", "build-SharedLayer", ours)
    layer = dependencies / "python"
    shutil.rmtree(layer / "connextlive", ignore_errors=True)
    shutil.move(ours / "python/connextlive", layer / "connextlive")
    return layer


def _further_layer(name: str) -> Path:
    """One that only some functions have."""
    folder, built = ROOT / "layers" / name, BUILT / name
    with _Once(name, folder / "requirements.txt", folder / "Makefile") as once:
        if once.is_due:
            shutil.rmtree(built, ignore_errors=True)
            _make(folder, f"build-{name.capitalize()}Layer", built)
    return built / "python"


def _their_layer() -> Path:
    """Whole packages as pip installs them, compiled like ours, and what the stacks share."""
    layer = BUILT / "theirs"
    with _Once("theirs", HERE / "requirements.txt") as once:
        if once.is_due:
            shutil.rmtree(layer, ignore_errors=True)
            _install(HERE / "requirements.txt", layer)
    for module in (STACKS / "shared").glob("*.py"):
        shutil.copy(module, layer)
        _compile(layer / module.name)
    return layer


def _make(folder: Path, target: str, artifacts: Path) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = ["make", "--silent", "-C", str(folder), target, f"ARTIFACTS_DIR={artifacts}"]
    _run(command, PATH=path, ARCHITECTURE=platform.machine())  # what is measured here runs here


def _install(lock: Path, target: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--require-hashes", "--only-binary=:all:", "--target", str(target), "--requirement", str(lock)]
    _run(command)
    _compile(target)


def _compile(path: Path) -> None:
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", str(path)]
    _run(command)


def _run(command: list[str], **environment: str) -> None:
    output(command, os.environ | environment)


def _copy_handlers(tasks: Path) -> None:
    """Functions as `sam build` copies them, which compiles nothing; other stacks' handlers compiled, to be fair."""
    shutil.rmtree(tasks, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "functions", tasks, ignore=ignored)
    for stack in STACKS.iterdir():
        if stack.name not in ("shared", "__pycache__"):
            shutil.copytree(stack, tasks / stack.name, ignore=ignored)
            _compile(tasks / stack.name)


def _certificate(path: Path) -> str:
    """A certificate of localhost that nobody signed but itself, with its key in `path`; the one to trust."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stub")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    trusted = certificate.public_bytes(serialization.Encoding.PEM)
    path.write_bytes(private + trusted)
    return trusted.decode()


def _trust(bundle: Path, trusted: str) -> None:
    mark = "\n# The benchmark's stub\n"
    bundle.write_text(bundle.read_text().partition(mark)[0] + mark + trusted)


def _amazon_roots(bundle: Path) -> str:
    """Amazon's own among a bundle's certificates."""
    parts = bundle.read_text().split("-----END CERTIFICATE-----\n")
    return "".join(part + "-----END CERTIFICATE-----\n" for part in parts if "CN=Amazon Root CA" in part)


class _Once:
    """Whether something must be built: its inputs changed, or an earlier build did not end."""

    def __init__(self, name: str, *inputs: Path) -> None:
        self.stamp = BUILT / f"{name}.stamp"
        self.digest = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()
        self.is_due = not self.stamp.exists() or self.stamp.read_text() != self.digest

    def __enter__(self) -> "_Once":
        if self.is_due:
            print(f"Building {self.stamp.stem} (once; again when its lock file changes) …", flush=True)
            self.stamp.unlink(missing_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.stamp.write_text(self.digest)
