"""What the tests of the hand-off share."""

from cti_desktop.agent.handoff import HandedOver

LINK = "tel:+442079460018"


class Taking:
    """Collects what was handed over; refuses what it is told to."""

    def __init__(self) -> None:
        self.got: list[HandedOver] = []
        self.refuse: str | None = None

    def __call__(self, handed: HandedOver) -> str | None:
        self.got.append(handed)
        return self.refuse

    @property
    def links(self) -> list[str | None]:
        return [one.link for one in self.got]
