"""One patient and the whole checklist as FHIR R4."""

from lems_rules.exports.fhir.bundle import fhir_bundle

__all__ = ["fhir_bundle"]
