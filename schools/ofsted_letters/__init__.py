"""What does a letter from Ofsted say? Text in, values with their sentences out; nothing is stored here."""
