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
  const { breaks: address = "", worker = "", offline = "" } = part.dataset;
  const words = wordsOf(part);
  const outbox = new Outbox(localStorage);
  const title = document.title;
  let standing = read();
  let looked = Date.now();

  function read(): Standing {
    for (const field of part.querySelectorAll<HTMLInputElement>("[data-zone]")) {
      field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    }
    const now = part.querySelector<HTMLElement>("[data-presence]");
    return readStanding(now?.dataset ?? {}, Date.now());
  }

  function show(html: string): void {
    const had = part.contains(document.activeElement);
    place!.innerHTML = html;
    standing = read();
    if (had) place!.querySelector<HTMLElement>("button")?.focus();
    if (turnOf(standing, Date.now()) !== "due") calm();
    draw();
  }

  function calm(): void {
    document.title = title;
    if (announce) announce.textContent = "";
    void withdraw(worker);
  }

  function draw(): void {
    const ring = place!.querySelector<SVGCircleElement>("[data-ring]");
    ring?.setAttribute("stroke-dasharray", `${leftPct(standing, Date.now()).toFixed(1)} 100`);
  }

  async function look(): Promise<void> {
    looked = Date.now();
    try {
      const response = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
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
    if (document.hidden || !document.hasFocus()) void notify({ ...words, body }, worker, standing.lapses ?? 0);
    if (localStorage.getItem(SOUND_KEY) !== "off") softSound();
  }

  async function send(said: Said): Promise<Sent> {
    const token = part.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    const body = new URLSearchParams({ ...said, csrfmiddlewaretoken: token });
    const action = part.querySelector<HTMLFormElement>("[data-say]")?.action ?? said["action"] ?? "";
    try {
      const response = await fetch(action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      if (response.ok) show(await response.text());
      return response.ok ? "taken" : response.status >= 500 ? "no-connection" : "refused";
    } catch {
      return "no-connection";
    }
  }

  async function say(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
    const said: Said = { client_id: newId(), at: new Date(Date.now() + standing.offsetMs).toISOString() };
    for (const [name, value] of new FormData(form, button)) {
      if (name !== "csrfmiddlewaretoken") said[name] = String(value);
    }
    said["action"] = form.action;
    outbox.add(said);
    calm();
    if (!(await outbox.flush(send)) && announce) {
      announce.classList.remove("unseen");
      announce.textContent = offline;
    }
  }

  async function catchUp(): Promise<void> {
    if (outbox.all().length > 0 && (await outbox.flush(send))) announce?.classList.add("unseen");
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
  offerNotifications(part, worker);
  setInterval(() => void tick(), TICK_MS);
  void catchUp().then(tick);
}

function wordsOf(part: HTMLElement): NudgeWords {
  const { title = "", short = "", start = "", later = "", moved = "" } = part.dataset;
  return { title, body: short, start, later, moved };
}

function offerNotifications(part: HTMLElement, worker: string): void {
  const offer = part.querySelector<HTMLElement>("[data-ask]");
  if (!offer || !canAsk()) return;
  offer.hidden = false;
  offer.addEventListener("click", () => void ask(worker).then(() => (offer.hidden = true)));
}

function softSound(): void {
  try {
    new DeviceVoice(() => ({ speak: false, beeps: true }), "").beep("end");
  } catch {
    // Some browsers allow no sound before a tap; the title and the page still say it.
  }
}
