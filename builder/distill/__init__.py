"""Training of a network set from a teacher and two folders of images."""
