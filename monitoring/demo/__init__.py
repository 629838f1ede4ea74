"""A made-up authority to try the product with: nobody and no school in it exists."""
