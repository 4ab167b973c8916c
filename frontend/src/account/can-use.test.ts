import { describe, expect, it } from "vitest";
import { canUsePasskeysAt } from "./can-use";

const place = (hostname: string, more: object = {}) => ({
  isSecureContext: true, PublicKeyCredential: class {}, location: { hostname }, ...more,
});

describe("passkeys", () => {
  it.each(["localhost", "clinic.example", "10-steps.example"])("are offered at %s", (hostname) => {
    expect(canUsePasskeysAt(place(hostname))).toBe(true);
  });

  it.each(["127.0.0.1", "192.168.1.20", "[::1]", "[fd00::7]"])("need a name, which %s is not", (hostname) => {
    expect(canUsePasskeysAt(place(hostname))).toBe(false);
  });

  it("need a page the browser holds for safe", () => {
    expect(canUsePasskeysAt(place("clinic.example", { isSecureContext: false }))).toBe(false);
  });

  it("need a browser that knows them", () => {
    expect(canUsePasskeysAt({ isSecureContext: true, location: { hostname: "localhost" } })).toBe(false);
  });
});
