"""Settings: `base`, and a dozen lines each for the desktop, a server and the tests."""
