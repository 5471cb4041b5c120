"""Takes the app away from a user: their grant ends, and Zoom tells the app's owner.

Zoom does so when a person removes the app, and when the app itself revokes a token.
"""

from cti_desktop.simulator.accounts import Agent
from cti_desktop.simulator.oauth import Grants
from cti_desktop.simulator.webhooks import WebhookSender


class Removals:
    """Both ways in which somebody's app goes."""

    def __init__(self, grants: Grants, webhooks: WebhookSender) -> None:
        self._grants = grants
        self._webhooks = webhooks

    def revoke(self, token: str) -> None:
        """Do what the app's own revocation does; an unknown token does nothing."""
        agent = self._grants.revoke(token)
        if agent is not None:
            self._webhooks.send_removal(agent.user_id)

    def take_away(self, agent: Agent) -> None:
        """Do what a person does who removes the app in the Marketplace."""
        self._grants.remove(agent)
        self._webhooks.send_removal(agent.user_id)
