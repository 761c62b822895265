"""A file of twice as much takes its reader at most 1.3 times twice as long, in whatever it has much of."""

import pytest
from support.growing_files import Growing, growing_files
from support.work import grows

FILES = growing_files()


@pytest.mark.parametrize("name", FILES)
def test_twice_as_much_takes_no_more_than_twice_as_long(name):
    read, make, size = FILES[name]
    small, large = make(size), make(2 * size)
    read(small)  # what is computed once is there
    assert not grows(lambda: read(small), lambda: read(large))


def test_a_planted_reader_that_looks_back_at_every_row_is_found():
    def read(source):
        seen = []
        for line in source.splitlines():
            if line not in seen:
                seen.append(line)

    planted = Growing(read, lambda n: b"".join(b"%d\n" % m for m in range(n)), 1_000)
    small, large = planted.make(1_000), planted.make(2_000)
    assert grows(lambda: read(small), lambda: read(large))
