"""What a setting of site.toml is, how it is checked, and what is written from the declarations."""
