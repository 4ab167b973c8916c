/**
 * What the server and the browser say to each other about a passkey: bytes travel as base64url.
 * Written out by hand because not every browser that has passkeys reads and writes the JSON form itself.
 */
type Json = { [key: string]: unknown };

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain), (sign) => sign.charCodeAt(0));
}

export function textOf(bytes: ArrayBuffer): string {
  const signs = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** What the browser needs to make a passkey that signs in by itself: kept on the device, opened by its owner. */
export function creationOptions(sent: Json): PublicKeyCredentialCreationOptions {
  const user = sent.user as Json;
  return {
    ...(sent as unknown as PublicKeyCredentialCreationOptions),
    challenge: bytesOf(sent.challenge as string),
    user: { ...(user as unknown as PublicKeyCredentialUserEntity), id: bytesOf(user.id as string) },
    excludeCredentials: described(sent.excludeCredentials),
    authenticatorSelection: {
      ...(sent.authenticatorSelection as AuthenticatorSelectionCriteria | undefined),
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
  };
}

/** What the browser needs to use one. */
export function requestOptions(sent: Json): PublicKeyCredentialRequestOptions {
  return {
    ...(sent as unknown as PublicKeyCredentialRequestOptions),
    challenge: bytesOf(sent.challenge as string),
    allowCredentials: described(sent.allowCredentials),
  };
}

function described(sent: unknown): PublicKeyCredentialDescriptor[] {
  const list = (sent ?? []) as (Json & { id: string })[];
  return list.map((one) => ({ ...(one as unknown as PublicKeyCredentialDescriptor), id: bytesOf(one.id) }));
}

/** The browser's answer as the server reads it. */
export function answerOf(credential: PublicKeyCredential): Json {
  const response = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"] as const;
  const written: Json = {};
  for (const name of parts) {
    const part = response[name];
    if (part) written[name] = textOf(part);
  }
  if (typeof response.getTransports === "function") written.transports = response.getTransports();
  return {
    type: credential.type,
    id: credential.id,
    rawId: textOf(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: written,
  };
}
