// Fills a form from a record with @aehrc/sdc-populate. Standard input: {form, patient, records}, where a record is
// a list of resources; standard output: for each record the response. No server is asked.
const { readFileSync } = require("node:fs");
const { populateQuestionnaire } = require("@aehrc/sdc-populate");

const { form, patient, records } = JSON.parse(readFileSync(0, "utf-8"));

function searched(record, query) {
  const [kind, rest] = query.split("?");
  const asked = new URLSearchParams(rest);
  const codes = asked.get("code")?.split(",");
  const found = record.filter((one) => {
    if (one.resourceType !== kind) return false;
    return (
      !codes || one.code.coding.some(({ system, code }) => codes.includes(`${system}|${code}`))
    );
  });
  const later = asked.get("_sort") === "-date" ? -1 : 1;
  found.sort(
    (a, b) => later * String(a.effectiveDateTime).localeCompare(String(b.effectiveDateTime)),
  );
  return {
    resourceType: "Bundle",
    type: "searchset",
    entry: found.map((resource) => ({ resource })),
  };
}

async function filled(record) {
  const fetchResourceCallback = async (query) => searched(record, query);
  const done = await populateQuestionnaire({
    questionnaire: form,
    fetchResourceCallback,
    fetchResourceRequestConfig: { sourceServerUrl: "http://127.0.0.1:9" },
    patient,
  });
  if (!done.populateSuccess) throw new Error(JSON.stringify(done));
  return done.populateResult.populatedResponse;
}

(async () => {
  const responses = [];
  for (const record of records) responses.push(await filled(record));
  process.stdout.write(JSON.stringify(responses));
})();
