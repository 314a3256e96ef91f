// Fills a form from records with @aehrc/sdc-populate. Standard input: {form, servers, patient}, where each server is
// the address of a FHIR server and patient an id on all of them; standard output: for each server the response and
// what the library has to say of it.
const { readFileSync } = require("node:fs");
const { populateQuestionnaire } = require("@aehrc/sdc-populate");

const { form, servers, patient } = JSON.parse(readFileSync(0, "utf-8"));

async function fetched(query, { sourceServerUrl }) {
  const answer = await fetch(`${sourceServerUrl}/${query}`);
  if (!answer.ok) throw new Error(`${query}: ${await answer.text()}`);
  return answer.json();
}

async function filled(sourceServerUrl) {
  const config = { sourceServerUrl };
  const done = await populateQuestionnaire({
    questionnaire: form,
    fetchResourceCallback: fetched,
    fetchResourceRequestConfig: config,
    patient: await fetched(`Patient/${patient}`, config),
  });
  if (!done.populateSuccess) throw new Error(JSON.stringify(done));
  const { populatedResponse, issues } = done.populateResult;
  return [populatedResponse, issues?.issue ?? []];
}

(async () => {
  const all = [];
  for (const server of servers) all.push(await filled(server));
  // The library's own timers of 30 seconds would keep the process waiting.
  process.stdout.write(JSON.stringify(all), () => process.exit());
})();
