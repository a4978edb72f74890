"""The error that people are told about."""

TEMPLATE_BROKEN = "template-broken"  # the code for a template that cannot be used; the administrators hear of it


class Refusal(Exception):
    """Something that a person asked for and that is not done; always answered with a text.

    `code` names the text in templates/refusals/commands.toml, `facts` are what it mentions.
    """

    def __init__(self, code: str, /, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
