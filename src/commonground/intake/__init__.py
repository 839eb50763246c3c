"""Files in: mapping profiles, dry run, findings per row, quarantine, undo."""
