"""`python -m builder` is `build-site`."""

from builder.cli import main

if __name__ == "__main__":
    main()
