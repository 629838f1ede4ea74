"""With what this service is connected, and by which secrets: how the settings read it from variables and files."""
