"""What is installed only where it is asked for: the library alone needs pydantic and PyYAML."""

from __future__ import annotations

PROJECT = "lems-checklist"
# The name a package is imported by, and the extra of pyproject.toml that brings it.
EXTRA_OF = {
    "streamlit": "app",
    "uvicorn": "app",
    "altair": "app",
    "sqlalchemy": "app",
    "pg8000": "app",
    "platformdirs": "app",
    "segno": "app",
    "fastapi": "app",
    "jwt": "app",
    "typst": "exports",
    "docx": "exports",
    "xlsxwriter": "exports",
    "icalendar": "exports",
    "fhir": "exports",
    "jinja2": "exports",
    "pandas": "cohort",
    "numpy": "cohort",
    "pyarrow": "cohort",
    "polars": "cohort",
    "distributed": "cluster",
}


def how_to_get(error: ModuleNotFoundError) -> str | None:
    """Which package is missing and what brings it; None where it is none of ours."""
    missing = (error.name or "").partition(".")[0]
    if missing not in EXTRA_OF:
        return None
    return (
        f"needs the package {missing}, which is not installed; "
        f"install it with: pip install '{PROJECT}[{EXTRA_OF[missing]}]'"
    )
