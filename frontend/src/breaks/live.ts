/** Keeps the breaks part of Today alive: the ring, the buttons without a reload, and the nudge when it is due. */
import { ANSWERED, PUT } from "../device/forms";
import { canKeep, personOfPage } from "../device/person";
import { Steady } from "../device/steady";
import { waiting, type Answer } from "../offline/outbox";
import { CHANNEL, store } from "../offline/sending";
import { DeviceVoice } from "../session/voice";
import { SOUND_KEY, ask, canAsk, notify, withdraw, type NudgeWords } from "./notify";
import { afterSleep, leftPct, readStanding, turnOf, type Standing } from "./standing";

const TICK_MS = 5_000;
/** What was said on another device shows here within this time. */
const LOOK_AGAIN_MS = 120_000;
const NEWS_MS = 200;
const SEEN_KEY = "loadshare-nudge-seen";

export function liveBreaks(part: HTMLElement): void {
  const place = part.querySelector<HTMLElement>("[data-breaks-now]");
  const announce = part.querySelector<HTMLElement>("[data-announce]");
  if (!place) return;
  const { breaks: address = "", kept = "" } = part.dataset;
  const words = wordsOf(part);
  const title = document.title;
  const clock = new Steady();
  let standing = read(false);
  let looked = clock.now();
  let looks = 0;

  function read(isFresh: boolean): Standing {
    for (const field of part.querySelectorAll<HTMLInputElement>("[data-zone]")) {
      field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    }
    const now = part.querySelector<HTMLElement>("[data-presence]");
    return readStanding(now?.dataset ?? {}, clock.now(), Date.now(), isFresh);
  }

  function show(html: string): void {
    const had = part.contains(document.activeElement);
    place!.innerHTML = html;
    standing = read(true);
    lead();
    if (had) place!.querySelector<HTMLElement>("button")?.focus();
    if (turnOf(standing, clock.now()) !== "due") calm();
    draw();
  }

  /** A break that is due comes before everything else on the page, also for those who listen. */
  function lead(): void {
    const isDue = standing.presence === "due";
    const main = part.parentElement?.querySelector("#today-title");
    if (isDue) part.parentElement?.prepend(part);
    else if (part.parentElement?.firstElementChild === part) part.parentElement.append(part);
    main?.setAttribute("aria-level", isDue ? "2" : "1");
  }

  function calm(): void {
    document.title = title;
    if (announce) announce.textContent = "";
    void withdraw();
  }

  function draw(): void {
    const ring = place!.querySelector<SVGCircleElement>("[data-ring]");
    ring?.setAttribute("stroke-dasharray", `${leftPct(standing, clock.now()).toFixed(1)} 100`);
  }

  /** Something was said on this device: this nudge is over, also before the server has heard of it. */
  function answered(): void {
    standing = { ...standing, due: null, lapses: null };
    calm();
  }

  /** Only the server works out when the next break is; an instant from before would be wrong now. */
  function sayKept(): void {
    answered();
    const words = place!.querySelector(".break-now__words");
    if (words) words.textContent = kept;
    draw();
  }

  async function look(): Promise<void> {
    looked = clock.now();
    const mine = ++looks;
    if (await isWaiting()) return sayKept();
    try {
      const response = await fetch(address);
      const html = response.ok ? await response.text() : "";
      // Of two looks the one that was asked last tells how things stand.
      if (html !== "" && mine === looks) show(html);
    } catch {
      // Without a connection the last known instants go on.
    }
  }

  async function tick(): Promise<void> {
    const by = clock.moved();
    if (by !== 0) {
      standing = afterSleep(standing, by);
      await look();
    }
    draw();
    const turn = turnOf(standing, clock.now());
    const changed = turn === "due" ? standing.presence !== "due" : turn === "over";
    const stale = clock.now() - looked >= LOOK_AGAIN_MS;
    if ((changed || stale) && !document.hidden) await look();
    else if (changed && clock.now() - looked >= TICK_MS) await look();
    if (turnOf(standing, clock.now()) === "due") nudge();
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

  part.addEventListener(PUT, answered);
  part.addEventListener(ANSWERED, (event) => {
    const { next } = (event as CustomEvent<Answer>).detail;
    // Starting a break leads to its page. Anything else stays here, and the news below bring how things stand.
    if (next === "" || next === location.pathname) event.preventDefault();
  });
  // Said in another tab or on a notification, or sent now after a while without a connection. What is put down and
  // sent at once is one piece of news.
  let soon = 0;
  const lookSoon = (): void => {
    clearTimeout(soon);
    soon = window.setTimeout(() => void look(), NEWS_MS);
  };
  if (canKeep()) new BroadcastChannel(CHANNEL).onmessage = lookSoon;
  document.addEventListener("visibilitychange", () => void (document.hidden ? undefined : look().then(tick)));
  window.addEventListener("online", () => void look());
  offerNotifications(part);
  setInterval(() => void tick(), TICK_MS);
  // The page itself may be a copy kept on the device, so how things stand is asked for at once.
  void look().then(tick);
}

/** Whether something this person said here still waits for a connection. */
async function isWaiting(): Promise<boolean> {
  const me = personOfPage();
  try {
    return canKeep() && (await waiting(store)).some(({ kind, person }) => kind === "break" && person === me);
  } catch {
    return false;
  }
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
