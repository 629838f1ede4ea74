"""Reports of a term for councillors: figures, three texts, approval by somebody else, and the PDF."""
