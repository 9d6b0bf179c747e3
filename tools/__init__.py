"""What builds and draws: notebooks, tables, maps, charts, the Space. Run from the repository's root, as modules."""
