"""What the sensors in the greenhouse measure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """One measurement of one sensor."""

    sensor: str
    celsius: float
    humidity: float
