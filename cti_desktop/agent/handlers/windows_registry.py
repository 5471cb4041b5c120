"""The real registry behind `windows.Registry`; importable on Windows only."""

import sys

from cti_desktop.calls.errors import UserFixable

if sys.platform == "win32":
    import winreg
    from contextlib import suppress

    class _Root:
        def __init__(self, root: int) -> None:
            self._root = root

        def get(self, key: str, name: str) -> str | None:
            """Return a value; None when there is none."""
            try:
                with winreg.OpenKey(self._root, key) as opened:
                    return str(winreg.QueryValueEx(opened, name)[0])
            except OSError:
                return None

        def set(self, key: str, name: str, value: str) -> None:
            """Write a value.

            Raises:
                UserFixable: not allowed.
            """
            try:
                with winreg.CreateKey(self._root, key) as opened:
                    winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)
            except PermissionError as error:
                raise UserFixable(
                    "Windows does not allow this. For the whole machine, run it as administrator.",
                    code="handlers_not_written",
                ) from error

        def delete_value(self, key: str, name: str) -> None:
            """Delete a value; harmless when there is none."""
            with (
                suppress(FileNotFoundError),
                winreg.OpenKey(self._root, key, 0, winreg.KEY_SET_VALUE) as opened,
            ):
                winreg.DeleteValue(opened, name)

        def delete_tree(self, key: str) -> None:
            """Delete a key and all below it; harmless when there is none."""
            with suppress(FileNotFoundError):
                with winreg.OpenKey(self._root, key) as opened:
                    below = [
                        winreg.EnumKey(opened, at) for at in range(winreg.QueryInfoKey(opened)[0])
                    ]
                for one in below:
                    self.delete_tree(rf"{key}\{one}")
                winreg.DeleteKey(self._root, key)

    class UserRegistry(_Root):
        """The current user's root."""

        def __init__(self) -> None:
            super().__init__(winreg.HKEY_CURRENT_USER)

    class MachineRegistry(_Root):
        """Everybody's root."""

        def __init__(self) -> None:
            super().__init__(winreg.HKEY_LOCAL_MACHINE)
