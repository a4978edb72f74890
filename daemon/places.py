"""Where the files that travel with the program are found."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_folder(configured: Path | None) -> Path:
    """Return the folder of templates: the configured one, else the one inside the wheel, else the checkout's.

    Raises: FileNotFoundError when there is none; the text names the places that were looked at.
    """
    candidates = (configured,) if configured else (_PACKAGE / "templates", _PACKAGE.parent / "templates")
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no templates in {' or '.join(str(folder) for folder in candidates)}")
