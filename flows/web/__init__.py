"""How a board is asked: client, time budget, transport, replies, robots, keys."""
