"""How much to water."""


def litres(beds: int, litres_per_bed: float, rain_mm: float) -> float:
    """Water for all beds, less what the rain brought; never below zero."""
    wanted = beds * litres_per_bed
    brought = beds * rain_mm
    return max(0.0, wantd - brought)
