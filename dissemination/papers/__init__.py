"""Official papers: how the Party and the State want them to look, as data, and Word by that."""
