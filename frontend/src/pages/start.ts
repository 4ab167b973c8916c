/** The body of the first page: once the page has come to rest it stands up and bends forward, once, and the
 * bar under it says how the press is shared on the way. */
import { setBar } from "../connection/load-bar";
import type { Movement, Posture, Viewer } from "../viewer";
import { fetchBody, fetchMovement, idle, isSparing } from "../viewer/moving";

const REST_MS = 1200;
const MOVE_MS = 2200;
const BEND = "bend";

type Scale = readonly [none: number, full: number];

interface Bend {
  readonly posture: Posture;
  readonly load: { readonly lumbar: number; readonly hip: number };
  readonly scales: { readonly lumbar: Scale; readonly hip: Scale };
  readonly label: string;
}

/** From standing to bent: what the low back carries (N), the hip (body weights), and the hips' part in 100. */
interface Bending extends Movement {
  readonly press: readonly (readonly number[])[];
}

/** Which time the page is shown: one that is kept for the way back begins again, and ends what was under way. */
let visit = 0;

async function arrive(place: HTMLElement): Promise<void> {
  const mine = ++visit;
  const bend = JSON.parse(document.getElementById("start-bend")?.textContent ?? "") as Bend;
  await after(REST_MS);
  const [{ mountViewer, postureAt }, body, movement] = await Promise.all([
    import("../viewer"),
    fetchBody(place.dataset["body"]),
    fetchMovement(BEND),
    idle(),
  ]);
  if (mine !== visit) return;
  const bending = movement as Bending;
  const viewer = mountViewer(place, { body, posture: bend.posture, compact: true, label: bend.label });
  if (!viewer.isDrawn) return viewer.dispose();
  // all it will reach is in the picture from the start
  for (const frame of [...bending.frames, bend.posture]) viewer.setPosture(frame);
  viewer.setLoad(bend.load);
  const bar = document.querySelector("[data-start-bar]");
  addEventListener(
    "pagehide",
    () => {
      visit += 1;
      viewer.dispose();
      if (bar) shareAt(bar, bending, 1);
    },
    { once: true },
  );
  const isMine = (): boolean => mine === visit;
  const show = (depth: number): void => {
    viewer.setPosture(postureAt(bending, depth));
    viewer.setLoad(loadAt(bending, depth, bend.scales));
    if (bar) shareAt(bar, bending, depth);
  };
  await drawn(place, viewer);
  await moved((share) => show(1 - share), isMine);
  await after(REST_MS);
  await moved(show, isMine);
}

function after(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** The first picture takes its time on a slow machine: nothing moves before it is seen. */
async function drawn(place: HTMLElement, viewer: Viewer): Promise<void> {
  while (viewer.isDrawn && place.dataset["viewer"] !== "drawn") await after(REST_MS / 4);
  await after(REST_MS);
}

/** Once from 0 to 1, soft at both ends; for as long as it is wanted. */
function moved(show: (share: number) => void, isWanted: () => boolean): Promise<void> {
  return new Promise((done) => {
    const from = performance.now();
    const step = (): void => {
      if (!isWanted()) return done();
      const share = Math.min(1, (performance.now() - from) / MOVE_MS);
      show(share * share * (3 - 2 * share));
      if (share < 1) requestAnimationFrame(step);
      else done();
    };
    step();
  });
}

function shareAt(bar: Element, { press }: Bending, depth: number): void {
  const [, , low = 0, , high = 0] = pressAt(press, depth);
  setBar(bar, { low, high });
}

function loadAt({ press }: Bending, depth: number, scales: Bend["scales"]): { lumbar: number; hip: number } {
  const [back = 0, hip = 0] = pressAt(press, depth);
  return { lumbar: onScale(back, scales.lumbar), hip: onScale(hip, scales.hip) };
}

function pressAt(rows: readonly (readonly number[])[], depth: number): number[] {
  const along = depth * (rows.length - 1);
  const index = Math.min(Math.floor(along), rows.length - 2);
  const next = rows[index + 1] ?? [];
  return (rows[index] ?? []).map((value, at) => value + ((next[at] ?? value) - value) * (along - index));
}

function onScale(value: number, [none, full]: Scale): number {
  return Math.min(1, Math.max(0, (value - none) / (full - none)));
}

const place = document.querySelector<HTMLElement>("[data-start-body]");
// the drawn still is there already, and stays where the body cannot be had
if (place && !isSparing()) {
  const begin = (): void => void arrive(place).catch(() => undefined);
  addEventListener("load", begin, { once: true });
  addEventListener("pageshow", (event) => {
    if (event.persisted) begin();
  });
}
