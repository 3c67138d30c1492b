; The shell has no types.
