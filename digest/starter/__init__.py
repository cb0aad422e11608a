"""A new site: its settings, its manifest and an example."""
