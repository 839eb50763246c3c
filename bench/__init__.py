"""Ratios against named peers, with the machine, the versions and the commands written beside them."""
