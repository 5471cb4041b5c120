"""Whose account this companion serves: an app may be added by others, and all use one address."""

from cti_desktop.calls.errors import Denied


class OwnAccount:
    """Knows the account, when the settings name it.

    Args:
        account_id: Zoom's opaque id; empty means that any account is served.
    """

    def __init__(self, account_id: str) -> None:
        self._account_id = account_id.strip()

    def rules_out(self, told: str | None) -> bool:
        """Tell whether what Zoom named is another account; Zoom does not always name one."""
        return bool(self._account_id and told) and told != self._account_id

    def refuse_others(self, told: str | None) -> None:
        """Let nobody of another account in.

        Raises:
            Denied: `other_account`.
        """
        if self.rules_out(told):
            raise Denied(
                "You signed in to Zoom with an account of another organization. "
                "Sign in again with the one you telephone with here.",
                code="other_account",
            )
