"""Graph models of TensorFlow.js: read, written, fused, run, and told as programs of few steps."""
