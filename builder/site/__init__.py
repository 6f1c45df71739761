"""The site: its settings, texts and pages, its bundled code, and how it is put in place."""
