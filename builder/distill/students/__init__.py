"""What students are trained by: their losses, and the models that add them up."""
