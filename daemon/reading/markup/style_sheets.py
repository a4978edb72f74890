"""Notice style sheets that hide something: whose page is judged line by line cannot be seen by what is in the line."""

import re

_HIDES = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}(?:hidden|collapse)"
    r"|font-size\s{0,9}:\s{0,9}0(?![.,]?[1-9])|opacity\s{0,9}:\s{0,9}0(?![.,]?[1-9])",
    re.IGNORECASE,
)


def hides_by_style_sheet(html: str) -> bool:
    """Say whether a `<style>` of the page has a rule that makes something invisible; linear in the page's length."""
    page = html.lower()
    start = page.find("<style")
    while start >= 0:
        opened = page.find(">", start)
        closed = page.find("</style", start)
        end = closed if closed >= 0 else len(page)
        if 0 <= opened < end and _HIDES.search(page, opened, end):
            return True
        start = page.find("<style", end) if closed >= 0 else -1
    return False
