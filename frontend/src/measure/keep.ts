/** Sends what is to be kept. One address, one `client_id` for each measurement: sending again changes nothing. */
import { canKeep, personOfPage } from "../device/person";
import { store, tell } from "../offline/sending";
import type { SideResult } from "./course";
import type { Protocol, Side } from "./protocol";

export interface Sent {
  client_id: string;
  test: string;
  side: Side;
  taken_at: string;
  figures: SideResult["figures"];
  choices: Record<string, string>;
  verdict: SideResult["verdict"];
  concerns: string[];
  pain: number | null;
  stopped_by_pain: boolean;
  trials_agree: boolean;
  device: string;
  recordings: SideResult["recordings"];
}

export interface Reply {
  is_new: boolean;
  told: "nothing" | "result" | "help";
  next: string;
}

export type Outcome = { kind: "kept"; reply: Reply } | { kind: "waiting" } | { kind: "not-sent" } | { kind: "refused"; detail: string };

/** Headers that say who sends: the form's token here, a pairing token on a phone without a session. */
export type Who = Record<string, string>;

export async function keepAll(protocol: Protocol, all: readonly Sent[], who: Who): Promise<Outcome> {
  let last: Outcome = { kind: "not-sent" };
  for (const one of all) {
    last = await keep(protocol, one, who);
    if (last.kind === "refused" || last.kind === "not-sent") return last;
  }
  return last;
}

async function keep(protocol: Protocol, body: Sent, who: Who): Promise<Outcome> {
  let response: Response;
  try {
    response = await fetch(protocol.keep_url, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...who },
      // A clock that is wrong here is wrong by the same now.
      body: JSON.stringify({ ...body, sent_at: new Date().toISOString() }),
    });
  } catch {
    return protocol.paired ? { kind: "not-sent" } : handOver(body);
  }
  if (response.ok) return { kind: "kept", reply: (await response.json()) as Reply };
  if (response.status >= 500) return { kind: "not-sent" };
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
  return { kind: "refused", detail: detail ?? "" };
}

/** No connection: it waits in the outbox of this device, without its recording, which is too large to wait. */
async function handOver(body: Sent): Promise<Outcome> {
  if (!canKeep()) return { kind: "not-sent" };
  const waiting = { measurement: JSON.stringify({ ...body, recordings: [] }) };
  try {
    await store.add({ id: body.client_id, person: personOfPage(), kind: "measurement", madeAt: body.taken_at, body: waiting });
  } catch {
    return { kind: "not-sent" };
  }
  tell("changed");
  return { kind: "waiting" };
}

/** Without `crypto.randomUUID`, which older phones lack. */
export function newId(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  const bytes = random(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
