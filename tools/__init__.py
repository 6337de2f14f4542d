"""What the Makefile calls: build the book, run the notebooks, write the lock."""
