"""The protocol between desktop and companion: wire messages, scopes and the desktop's client.

Both ends import it, so neither can drift from the other.
"""
