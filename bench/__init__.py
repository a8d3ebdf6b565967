"""The benchmarks behind `make bench`: ratios measured in one run, never assertions."""
