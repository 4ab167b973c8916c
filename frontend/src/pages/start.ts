/** The body of the first page: once the page has come to rest it stands up and bends forward, once. */
import type { Posture, Viewer } from "../viewer";
import { fetchBody, idle, isSparing } from "../viewer/moving";
import { standing } from "../viewer/posture";

const REST_MS = 1200;
const MOVE_MS = 2200;

interface Bend {
  readonly posture: Posture;
  readonly load: { readonly lumbar: number; readonly hip: number };
  readonly label: string;
}

/** Which time the page is shown: one that is kept for the way back begins again, and ends what was under way. */
let visit = 0;

async function arrive(place: HTMLElement): Promise<void> {
  const mine = ++visit;
  const { posture, load, label } = JSON.parse(document.getElementById("start-bend")?.textContent ?? "") as Bend;
  await after(REST_MS);
  const [{ mountViewer }, body] = await Promise.all([import("../viewer"), fetchBody(place.dataset["body"]), idle()]);
  if (mine !== visit) return;
  const viewer = mountViewer(place, { body, posture, compact: true, label });
  if (!viewer.isDrawn) return viewer.dispose();
  viewer.setLoad(load);
  addEventListener(
    "pagehide",
    () => {
      visit += 1;
      viewer.dispose();
    },
    { once: true },
  );
  await drawn(place, viewer);
  if (mine !== visit) return;
  viewer.setPosture(standing(body), { animate_ms: MOVE_MS });
  await after(MOVE_MS + REST_MS);
  if (mine === visit) viewer.setPosture(posture, { animate_ms: MOVE_MS });
}

function after(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** The first picture takes its time on a slow machine: nothing moves before it is seen. */
async function drawn(place: HTMLElement, viewer: Viewer): Promise<void> {
  while (viewer.isDrawn && place.dataset["viewer"] !== "drawn") await after(REST_MS / 4);
  await after(REST_MS);
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
