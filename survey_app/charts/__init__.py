"""Charts: frozen descriptions of what is drawn, and the drawings made from them."""
