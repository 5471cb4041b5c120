"""Whose account and app this companion serves: others may add it, and all use one address."""

from collections.abc import Awaitable, Callable

from cti_desktop.calls.errors import Denied

Finds = Callable[[str], Awaitable[bool]]
"""Tells whether Zoom finds a user by the account's own tokens."""


class OwnAccount:
    """Knows the account, when the settings name it.

    Args:
        account_id: Zoom's opaque id; empty means that any account is served.
        finds: asks with the account's own tokens, where there is an app for them.
        client_id: of the app people sign in with.
    """

    def __init__(
        self, account_id: str, finds: Finds | None = None, client_id: str | None = None
    ) -> None:
        self._client_id = client_id
        self._account_id = account_id.strip()
        self._finds = finds

    def rules_out(self, told: str | None) -> bool:
        """Tell whether what Zoom named is another account; Zoom does not always name one."""
        return bool(self._account_id and told) and told != self._account_id

    def is_of_another_app(self, told: str | None) -> bool:
        """Tell whether what Zoom named is another app, such as the one that people had before."""
        return bool(self._client_id and told) and told != self._client_id

    def refuse_others(self, told: str | None) -> None:
        """Let nobody of another account in.

        Raises:
            Denied: `other_account`.
        """
        if self.rules_out(told):
            raise _other()

    async def refuse_strangers(self, told: str | None, user_id: str) -> None:
        """Let in whose account Zoom did not name only if the account itself knows them.

        Raises:
            CtiError: it does not (`other_account`), or Zoom could not be asked.
        """
        if self._account_id and not told and self._finds and not await self._finds(user_id):
            raise _other()


def _other() -> Denied:
    return Denied(
        "You signed in to Zoom with an account of another organization. "
        "Sign in again with the one you telephone with here.",
        code="other_account",
    )
