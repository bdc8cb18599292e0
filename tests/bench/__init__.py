"""What a page costs: the tools of `make bench` and `make instructions`."""
