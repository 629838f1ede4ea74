"""Whether a locked package is known to be vulnerable, by a list that is shipped with the project (docs/adr/0173)."""
