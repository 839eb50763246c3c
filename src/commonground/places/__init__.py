"""The programme itself, its administrative units and settlements, and their names in several scripts."""
