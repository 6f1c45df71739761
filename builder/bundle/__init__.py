"""The browser code: found, bundled and described."""
