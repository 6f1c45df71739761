"""Long trials with chance in them: `make soak`. Their short forms are tests."""
