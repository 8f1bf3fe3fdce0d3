"""Erasing somebody: asked for with a code, a week to think again, then a saga over all services."""
