"""The agent's desk without pixels: what the program decides, on one asyncio loop, with no Qt."""
