"""What networks are trained on: images, views of them, batches."""
