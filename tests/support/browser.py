"""Open pages in a headless Chromium: check them with axe-core, and take pictures of them."""

import json
import re
import subprocess
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CHROMIUM = "chromium"
# No network is asked, no profile is kept; the sandbox needs rights that a container's root does not have.
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions")
NARROWEST = 500  # pixels
FRAME = (
    "<!DOCTYPE html><body style='margin:0;background:#888'>"
    '<iframe style="width:{width}px;height:{height}px;border:0;background:#fff" srcdoc="{page}"></iframe></body>'
)
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND"
CHECK = """
<script>{axe}</script>
<script>
axe.run(document, {options}).then(found => {{
  const told = document.createElement("pre");
  told.id = "axe";
  told.textContent = JSON.stringify({{violations: found.violations, passes: found.passes.length}});
  document.body.append(told);
}});
</script>
</body>
"""


def violations(page: str, standards: Sequence[str] = ()) -> tuple[list[dict[str, Any]], int]:
    """Return what axe-core finds wrong with an HTML page, and how many rules it passes.

    With `standards` only by those ("wcag2aa"), else by good practice, too.
    """
    options = json.dumps({"runOnly": list(standards)} if standards else {})
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    checked = page.replace("</body>", CHECK.format(axe=axe, options=options))
    dom = _run(checked, 1200, "--virtual-time-budget=20000", "--dump-dom")
    told = re.search(r'<pre id="axe">(.*?)</pre>', dom.stdout.decode(), re.DOTALL)
    assert told is not None, dom.stderr.decode()[-2000:]
    text = told[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    found = json.loads(text)
    return found["violations"], found["passes"]


def take_picture(page: str, path: Path, width: int, height: int) -> None:
    """Write what a page looks like in a window of this size as PNG.

    Chromium's narrowest window is 500 wide: a narrower page is shown in a frame of its width, which is what its rules
    for narrow screens go by.
    """
    framed = page if width >= NARROWEST else FRAME.format(page=escape(page), width=width, height=height)
    _run(framed, max(width, NARROWEST), f"--screenshot={path}", height=height)


def print_page(page: str, path: Path) -> None:
    """Write a page as PDF, as it is printed."""
    _run(page, 1200, f"--print-to-pdf={path}", "--no-pdf-header-footer")


def _run(page: str, width: int, *options: str, height: int = 3000) -> "subprocess.CompletedProcess[bytes]":
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, "utf-8")
        size, profile = f"--window-size={width},{height}", f"--user-data-dir={folder}/profile"
        command = [CHROMIUM, *OPTIONS, OFFLINE, profile, size, *options, file.as_uri()]
        return subprocess.run(command, capture_output=True, timeout=90, check=True)
