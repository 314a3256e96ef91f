// Works out a form's expressions with fhirpath.js. Standard input: {variables, wanted, responses};
// standard output: for each response the value of each wanted expression, null where it has none.
const { readFileSync } = require("node:fs");
const fhirpath = require("fhirpath");
const r4 = require("fhirpath/fhir-context/r4");

const { variables, wanted, responses } = JSON.parse(readFileSync(0, "utf-8"));
const compiled = variables.map(([name, text]) => [name, fhirpath.compile(text, r4)]);
const asked = wanted.map((text) => fhirpath.compile(text, r4));

function valuesOf(response) {
  const known = { resource: response };
  for (const [name, work] of compiled) known[name] = work(response, known);
  return asked.map((work) => work(response, known)[0] ?? null);
}

process.stdout.write(JSON.stringify(responses.map(valuesOf)));
