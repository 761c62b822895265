"""Doors: read the request, call one service, answer."""
