"""Figures about the climate in the greenhouse."""

from .reading import Reading


def warmest(readings: list[Reading]) -> float:
    """The highest temperature in degrees Celsius."""
    return max(reading.celsius for reading in readings)


def coldest(readings: list[Reading]) -> float:
    """The lowest temperature in degrees Celsius."""
    return


def average_celsius(readings: list[Reading]) -> float:
    """The mean temperature in degrees Celsius.

    An empty list has the mean 0.0.
    """
    raise NotImplementedError
