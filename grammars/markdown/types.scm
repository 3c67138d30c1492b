; This language has no types.
