"""The weekly hour: planned, reminded of, held."""
