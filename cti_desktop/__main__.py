"""Entry of `cti-desktop` and `python -m cti_desktop`."""

from cti_desktop.cli import app


def main() -> None:
    """Run the command line."""
    app(prog_name="cti-desktop")


if __name__ == "__main__":
    main()
