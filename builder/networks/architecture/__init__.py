"""The architectures of the project's own networks, in Keras."""
