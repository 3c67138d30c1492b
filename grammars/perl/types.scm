; This language writes no types.
