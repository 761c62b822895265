"""Free ports for servers that are started again at the same place."""

import random
import socket

# Below the range that Linux hands out to clients (32768 and up): a port from that range can be taken by anybody's
# connection while our server is down.
OURS = range(20_000, 32_000)


def free_port() -> int:
    """Give a port of this machine that nobody listens on."""
    # Not the seeded generator: two servers of one test would be given one port.
    for port in random.SystemRandom().sample(OURS, k=len(OURS)):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")
