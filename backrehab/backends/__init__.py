"""Kinds of databases as Django finds them: each a package with a module `base`."""
