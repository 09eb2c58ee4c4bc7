"""Gathers what the article's claims are judged by: cells, tools, programs, engines."""
