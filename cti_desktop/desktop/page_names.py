"""The names of the main window's pages."""

PHONE, CALLS, CONTACTS, SETTINGS = "phone", "calls", "contacts", "settings"
TASKS, SHORTCUTS, DIAGNOSTICS = "tasks", "shortcuts", "diagnostics"
WELCOME, MESSAGES = "welcome", "messages"
TEAM = "team"
"""No page of its own: the calls, of everybody one sees."""
