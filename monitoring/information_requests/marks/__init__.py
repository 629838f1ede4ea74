"""What is decided of each item: disclosed, withheld, or disclosed with passages blacked out."""
