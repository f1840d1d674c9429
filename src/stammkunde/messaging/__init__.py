"""Talking: everything that goes to a customer and everything that comes in (docs/floor-plan.md)."""
