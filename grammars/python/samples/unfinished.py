import os
from typing import

class Broken:
    def first(self, a:
        return a

    def second(self):
        x = [1, 2
        return x

def after(value: int) -> int:
    """Stays readable."""
    return value
