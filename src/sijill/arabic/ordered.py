"""Looking for a number in a list of numbers in order.

The functions of ``bisect``, as code of ours: what the compiled reader asks many times for every report it then calls
and compares directly, and not through objects of Python.
"""

from __future__ import annotations


def bisect_left(found: list[int], value: int) -> int:
    """How many numbers of the list are below ``value``."""
    low, high = 0, len(found)
    while low < high:
        middle = (low + high) >> 1
        if found[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


def bisect_right(found: list[int], value: int) -> int:
    """How many numbers of the list are not above ``value``."""
    return bisect_left(found, value + 1)
