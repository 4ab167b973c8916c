import { describe, expect, it } from "vitest";
import { answerOf, bytesOf, creationOptions, requestOptions, textOf } from "./credential";

const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;

describe("bytes as text", () => {
  it("takes any bytes there and back", () => {
    for (let length = 0; length < 40; length += 1) {
      const some = Uint8Array.from({ length }, (_, index) => (index * 37 + length * 11) % 256);
      expect(bytesOf(textOf(some.buffer))).toEqual(some);
    }
  });

  it("uses no sign that an address or a form would change", () => {
    expect(textOf(bytes(251, 255, 254))).toBe("-__-");
    expect(textOf(bytes(1))).toBe("AQ");
  });
});

describe("options", () => {
  it("asks for a passkey that signs in by itself", () => {
    const made = creationOptions({
      challenge: "AQID",
      user: { id: "BAU", name: "robin", displayName: "robin" },
      excludeCredentials: [{ type: "public-key", id: "Bg" }],
      authenticatorSelection: { residentKey: "discouraged", userVerification: "preferred" },
    });
    expect(new Uint8Array(made.challenge as ArrayBuffer)).toEqual(Uint8Array.of(1, 2, 3));
    expect(made.user.name).toBe("robin");
    expect(made.excludeCredentials?.[0]?.id).toEqual(Uint8Array.of(6));
    expect(made.authenticatorSelection).toEqual({
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
  });

  it("needs no list of passkeys to use one", () => {
    const made = requestOptions({ challenge: "AQID", rpId: "localhost" });
    expect(made.allowCredentials).toEqual([]);
    expect(made.rpId).toBe("localhost");
  });
});

describe("the answer", () => {
  it("carries every part there is, and none that is not", () => {
    const credential = {
      type: "public-key",
      id: "AQ",
      rawId: bytes(1),
      authenticatorAttachment: null,
      getClientExtensionResults: () => ({}),
      response: { clientDataJSON: bytes(2), authenticatorData: bytes(3), signature: bytes(4), userHandle: null },
    } as unknown as PublicKeyCredential;
    expect(answerOf(credential)).toEqual({
      type: "public-key",
      id: "AQ",
      rawId: "AQ",
      authenticatorAttachment: undefined,
      clientExtensionResults: {},
      response: { clientDataJSON: "Ag", authenticatorData: "Aw", signature: "BA" },
    });
  });
});
