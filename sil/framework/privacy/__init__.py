"""What the framework file says of privacy: the notice, and how long records are kept."""
