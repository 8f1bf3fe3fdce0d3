"""Candour: four services that speak through events, on contracts and a runtime they share."""
