"""What is held of a person or a school: which tables tell of them, and how their rows are found and worded."""
