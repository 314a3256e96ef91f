"""Answers from files: our JSON, our CSV, FHIR; and what an older file said."""
