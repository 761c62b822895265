"""What a supervisor opens: the choices of the comparison page, and what it shows."""
