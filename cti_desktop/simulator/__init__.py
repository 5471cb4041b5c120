"""A Zoom in a box: OAuth, REST, webhooks and a Smart Embed page for demo, training and tests.

Only `cli` and tests import this room, and it imports no other room: a fake that shared code with
what it judges would share its mistakes.
"""
