"""Public addresses: short, without database ids, the same on screen, paper and in a QR code."""


def counter_address(public_url: str, code: str) -> str:
    return f"{public_url}/K/{code}"


def grouped(code: str) -> str:
    """A code as people read it, in fours; the blanks do not break."""
    return "\u00a0".join(code[i : i + 4] for i in range(0, len(code), 4))
