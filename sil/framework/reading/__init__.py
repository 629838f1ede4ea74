"""How a framework file is read: its letters and lines, the keys it may have, and what it says of itself twice."""
