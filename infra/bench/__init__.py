"""Measures what the product costs: every figure beside its reference from the same run."""
