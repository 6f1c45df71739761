"""The audit of a built site."""
