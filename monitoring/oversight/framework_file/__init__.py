"""A framework file in the browser: checked, looked at, loaded."""
