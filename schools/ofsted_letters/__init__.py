"""Read letters from Ofsted: text in, values with their sentences out. Nothing is stored here."""
