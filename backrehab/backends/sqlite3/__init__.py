"""Django's SQLite, but the text of a statement is put into SQLite's own form once."""
