"""The sample conference: real units of 2023, invented people, and a morning of arrivals."""
