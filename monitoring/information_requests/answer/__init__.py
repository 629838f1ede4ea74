"""The bundle that answers a request: a PDF with its schedule, and the files as a ZIP."""
