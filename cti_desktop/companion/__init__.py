"""The backend program: Zoom's tokens and webhooks on one side, the desktops' feed on the other.

Only the command line starts it (`program.serve`); the desktops reach it over HTTP.
"""
