"""Every refusal the product makes on purpose. Words are in i18n/messages.toml, statuses in web/errors.py."""

from typing import ClassVar


class DomainError(Exception):
    """A refusal with a code and facts; anything else that is raised is a bug.

    ``code`` names the sentence in ``i18n/messages.toml``; ``details`` fill its placeholders.
    """

    code: ClassVar[str]

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details = details


class NotFound(DomainError):
    """Missing, or not for this person: the two are never told apart."""

    code = "not_found"


class NotSignedIn(DomainError):
    code = "not_signed_in"


class Forbidden(DomainError):
    """The person may see the thing but not do this to it."""

    code = "forbidden"


class Conflict(DomainError):
    """The wrong state, or somebody else was first."""

    code = "conflict"


class Invalid(DomainError):
    """Input that cannot be accepted; ``field`` in details names the form field where there is one."""

    code = "invalid"


class TooLarge(Invalid):
    code = "too_large"


class CommandReused(DomainError):
    """The same command id arrived with another body (design part 3: answers 422 and keeps the text)."""

    code = "command_reused"


class Busy(DomainError):
    """Nothing was written; the same command may be sent again."""

    code = "busy"
