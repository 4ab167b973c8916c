/** Keeps the breaks part of Today alive: the ring, the buttons without a reload, and the nudge when it is due. */
import { DeviceVoice } from "../session/voice";
import { SOUND_KEY, ask, canAsk, notify, withdraw, type NudgeWords } from "./notify";
import { Outbox, newId, type Said, type Sent } from "./outbox";
import { leftPct, readStanding, turnOf, type Standing } from "./standing";

const TICK_MS = 5_000;
/** What was said on another device shows here within this time. */
const LOOK_AGAIN_MS = 120_000;
const SEEN_KEY = "loadshare-nudge-seen";

export function liveBreaks(part: HTMLElement): void {
  const place = part.querySelector<HTMLElement>("[data-breaks-now]");
  const announce = part.querySelector<HTMLElement>("[data-announce]");
  if (!place) return;
  const { breaks: address = "", answer = "", offline = "" } = part.dataset;
  const words = wordsOf(part);
  const outbox = new Outbox(localStorage);
  const title = document.title;
  let standing = read(false);
  let looked = Date.now();

  function read(isFresh: boolean): Standing {
    for (const field of part.querySelectorAll<HTMLInputElement>("[data-zone]")) {
      field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    }
    const now = part.querySelector<HTMLElement>("[data-presence]");
    return readStanding(now?.dataset ?? {}, Date.now(), isFresh);
  }

  function show(html: string): void {
    const had = part.contains(document.activeElement);
    place!.innerHTML = html;
    standing = read(true);
    if (had) place!.querySelector<HTMLElement>("button")?.focus();
    if (turnOf(standing, Date.now()) !== "due") calm();
    draw();
  }

  function calm(): void {
    document.title = title;
    if (announce) announce.textContent = "";
    void withdraw();
  }

  function draw(): void {
    const ring = place!.querySelector<SVGCircleElement>("[data-ring]");
    ring?.setAttribute("stroke-dasharray", `${leftPct(standing, Date.now()).toFixed(1)} 100`);
  }

  async function look(): Promise<void> {
    looked = Date.now();
    try {
      const response = await fetch(address);
      if (response.ok) show(await response.text());
    } catch {
      // Without a connection the last known instants go on.
    }
  }

  async function tick(): Promise<void> {
    draw();
    const turn = turnOf(standing, Date.now());
    const changed = turn === "due" ? standing.presence !== "due" : turn === "over";
    const stale = Date.now() - looked >= LOOK_AGAIN_MS;
    if ((changed || stale) && !document.hidden) await look();
    else if (changed && Date.now() - looked >= TICK_MS) await look();
    if (turnOf(standing, Date.now()) === "due") nudge();
  }

  function nudge(): void {
    const key = String(standing.due);
    document.title = `● ${words.title}`;
    if (localStorage.getItem(SEEN_KEY) === key) return;
    localStorage.setItem(SEEN_KEY, key);
    if (announce) announce.textContent = words.title;
    const body = standing.isShort ? words.body : "";
    if (document.hidden || !document.hasFocus()) void notify({ ...words, body }, standing.isShort);
    if (localStorage.getItem(SOUND_KEY) !== "off") softSound();
  }

  /** By the way the worker answers too: a page kept for weeks holds an old form token. */
  async function send(said: Said): Promise<Sent> {
    const headers = { "Content-Type": "application/json" };
    try {
      const response = await fetch(answer, { method: "POST", headers, body: JSON.stringify(said) });
      return response.ok ? "taken" : response.status >= 500 ? "no-connection" : "refused";
    } catch {
      return "no-connection";
    }
  }

  async function say(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
    const at = new Date(Date.now() + standing.offsetMs).toISOString();
    const said: Said = { client_id: newId(), at, door: "page" };
    for (const [name, value] of new FormData(form, button)) {
      if (name !== "csrfmiddlewaretoken") said[name] = String(value);
    }
    outbox.add(said);
    calm();
    await catchUp();
  }

  async function catchUp(): Promise<void> {
    const isSent = await outbox.flush(send);
    announce?.classList.toggle("unseen", isSent);
    if (announce) announce.textContent = isSent ? "" : offline;
    if (isSent) await look();
  }

  part.addEventListener("submit", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("[data-say]");
    const button = (event as SubmitEvent).submitter;
    // Starting a break goes to its page, so the browser sends that one itself.
    if (!form || !(button instanceof HTMLButtonElement) || ["started", "short"].includes(button.value)) return;
    event.preventDefault();
    void say(form, button);
  });
  document.addEventListener("visibilitychange", () => void (document.hidden ? undefined : look().then(tick)));
  window.addEventListener("online", () => void catchUp());
  offerNotifications(part);
  setInterval(() => void tick(), TICK_MS);
  // The page itself may be a copy kept on the device, so how things stand is asked for at once.
  void catchUp().then(tick);
}

function wordsOf(part: HTMLElement): NudgeWords {
  const { title = "", short = "", start = "", later = "", moved = "", tap = "" } = part.dataset;
  return { title, body: short, start, later, moved, tap };
}

function offerNotifications(part: HTMLElement): void {
  const offer = part.querySelector<HTMLElement>("[data-ask]");
  if (!offer || !canAsk()) return;
  offer.hidden = false;
  offer.addEventListener("click", () => void ask().then(() => (offer.hidden = true)));
}

function softSound(): void {
  try {
    new DeviceVoice(() => ({ speak: false, beeps: true }), "").beep("end");
  } catch {
    // Some browsers allow no sound before a tap; the title and the page still say it.
  }
}
