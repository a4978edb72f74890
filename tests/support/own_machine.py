"""Install Loket for real, as root, without a trace: folders of this machine under a layer that goes away again.

Each machine is a mount namespace of its own, in which what is written to LAYERS lies in memory.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LAYERS = ("etc", "opt", "usr/local", "var/lib")
PYTHON = Path("/usr/bin/python3")  # of the system: the one that a service is installed on
_LIBRARIES = "/opt/borrowed"  # not below /tmp, which the unit hides
_LENT = "/opt/lent-{number}"  # a folder of libraries, mounted: the link to it must hold wherever the machine hides it
_START = """
set -e
mount -t tmpfs tmpfs {folder}
for layer in {layers}; do
    mkdir -p {folder}/$layer/upper {folder}/$layer/work
    chmod 0755 {folder}/$layer/upper
    mount -t overlay overlay -o lowerdir=/$layer,upperdir={folder}/$layer/upper,workdir={folder}/$layer/work /$layer
done
{libraries}
cp -a {folder}/../libraries /opt/borrowed
echo ready
exec cat
"""


class OwnMachine:
    """A machine to install on; a context manager. Its libraries are those of the tests, to save the downloads."""

    def __init__(self) -> None:
        """Prepare a folder that the service's user can read."""
        self.folder = Path(tempfile.mkdtemp(prefix="loket-machine-"))
        self.folder.chmod(0o755)
        self._layers = self.folder / "layers"
        self._layers.mkdir()
        _borrow_libraries(self.folder / "libraries")
        self._holder: subprocess.Popen[str] | None = None

    def __enter__(self) -> "OwnMachine":
        """Open the namespace; a process holds it."""
        libraries = "\n".join(
            f"mkdir {place} && mount --bind {folder} {place}" for place, folder in _library_folders().items()
        )
        script = _START.format(folder=self._layers, layers=" ".join(LAYERS), libraries=libraries)
        command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]
        self._holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == "ready\n", "no layers can be mounted here"
        return self

    def __exit__(self, *_: object) -> None:
        """Close the namespace, and with it all that was installed."""
        if self._holder is not None:
            self._holder.communicate()
        shutil.rmtree(self.folder)

    @property
    def process(self) -> int:
        """Return the process whose namespace this is."""
        assert self._holder is not None
        return self._holder.pid

    @property
    def variables(self) -> dict[str, str]:
        """Return what lets programs find the borrowed libraries, where the system's Python can use them."""
        return {"PIP_NO_DEPS": "1", "PYTHONPATH": _LIBRARIES} if is_same_python() else {}

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a shell script on the machine, in the checkout; its output is in stdout, errors included."""
        inherited = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_", "REQUESTS_"))}
        path = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
        command = ["nsenter", f"--target={self.process}", "--mount", "sh", "-c", f"cd {ROOT} && {script}"]
        return subprocess.run(
            command,
            env=inherited | path | self.variables | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=280,
            check=False,
        )


def is_same_python() -> bool:
    """Say whether the system's Python can use the libraries of the tests."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    return (
        subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=True).stdout.strip() == version
    )


def make_wheel(source: Path, folder: Path) -> Path:
    """Build the wheel of a checkout into a folder, and return it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, stdout=subprocess.DEVNULL, timeout=100)
    return next(folder.glob("loket-*.whl"))


def make_successor(folder: Path, migration: str = "") -> Path:
    """Write a checkout of the next version into a folder, with one more migration when its text is given."""
    skipped = shutil.ignore_patterns(".*", "tests", "benchmarks", "__pycache__", "docs")
    shutil.copytree(ROOT, folder, ignore=skipped)
    project = folder / "pyproject.toml"
    text = project.read_text("utf-8")
    project.write_text(text.replace('\nversion = "', '\nversion = "9.', 1), "utf-8")
    if migration:
        (folder / "models" / "migrations" / "9999_more.py").write_text(migration, "utf-8")
    return folder


def _borrow_libraries(folder: Path) -> None:
    """Fill a folder with links to all libraries of the tests but Loket itself, as the machine will see them."""
    folder.mkdir()
    for place, origin in _library_folders().items():
        for library in origin.iterdir():
            link = folder / library.name
            is_ours = library.suffix == ".pth" or library.name.startswith(("loket", "_loket"))
            if not is_ours and not link.is_symlink():
                link.symlink_to(Path(place) / library.name)


def _library_folders() -> dict[str, Path]:
    """Return where the machine has each folder of libraries; there are several when environments share some."""
    found = [Path(place) for place in sys.path if place.endswith("-packages") and Path(place).is_dir()]
    return {_LENT.format(number=number): folder for number, folder in enumerate(found)}
