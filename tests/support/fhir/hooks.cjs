// Calls CDS services as Medplum's client does. Standard input: {server, hooks, calls}, where server is the address of a
// FHIR server, hooks that of the services, and a call {service, context}; standard output: {services, answers}, with
// an answer for each call.
const { readFileSync } = require("node:fs");

globalThis.WebSocket ??= class {}; // the library wants one to exist; nothing here opens it
const { MedplumClient, buildCdsRequest } = require("@medplum/core");

const { server, hooks, calls } = JSON.parse(readFileSync(0, "utf-8"));
const [, baseUrl, fhirUrlPath] = server.match(/^(.*\/)(.*)$/);
const client = new MedplumClient({ baseUrl, fhirUrlPath, cdsServicesUrl: hooks, fetch });
const user = { resourceType: "Practitioner", id: "1" };

async function answered(services, { service: name, context }) {
  const service = services.find(({ id }) => id === name);
  const request = await buildCdsRequest(client, user, service, context);
  return client.callCdsService(service.id, request);
}

(async () => {
  const { services } = await client.getCdsServices();
  const answers = [];
  for (const call of calls) answers.push(await answered(services, call));
  process.stdout.write(JSON.stringify({ services, answers }), () => process.exit());
})();
