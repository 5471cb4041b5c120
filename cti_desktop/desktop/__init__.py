"""The Qt face of the agent's desk: draws the snapshots of `agent` and asks it."""
