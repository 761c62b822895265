"""What an accepted answer costs, on both engines, against a bare Flask route on the same server.

    ./run bench intake [--quick] [--engine sqlite|postgresql] [--rounds 5] [--form SIP5]

Compared things run by turns within one process of measuring, at least five rounds; median and range are told.
"""

from bench.runs import main

if __name__ == "__main__":
    main(__doc__)
