/** Where a browser makes and uses passkeys: on pages it holds for safe, reached by a name and not by numbers. */
export type Place = { isSecureContext: boolean; location: { hostname: string } };

const NUMBERS = /^(\d+\.\d+\.\d+\.\d+|\[.*\])$/;

export function canUsePasskeysAt(place: Place): boolean {
  return place.isSecureContext && "PublicKeyCredential" in place && !NUMBERS.test(place.location.hostname);
}
