"""Numbers that the table can store and every client can read."""

LARGEST = 10**15
SMALLEST = 1e-130  # nonzero numbers that DynamoDB can store


def is_storable(number: float) -> bool:
    return number == 0 or SMALLEST <= abs(number) < LARGEST
