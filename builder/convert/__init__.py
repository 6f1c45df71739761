"""From Keras networks to TensorFlow.js graph models, checked for parity and cached."""
