"""The administrative units of the country around July 2025, as data; how they are made is in `make.py`."""
