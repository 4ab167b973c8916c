/**
 * The steps of a story without loading the page anew. The server's page of a step is fetched, and its story,
 * choices and answer are put in place; the picture stays and moves there. Without script the links just work.
 */
import { readSettings, type Settings } from "./answer";

const WAYS = "a[data-step]";
/** What a step brings along, in the order of the page. */
const PARTS = ["[data-story-place]", "form[data-ask]", "[data-size]"] as const;

export function followStories(took: (settings: Settings) => void, failed: () => void): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>(WAYS);
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const way = link.rel;
    void go(link.href, true).then(() => arriveAt(way));
  });
  addEventListener("popstate", () => void go(location.href, false));

  async function go(address: string, isNew: boolean): Promise<void> {
    try {
      const response = await fetch(address);
      if (!response.ok) throw new Error("the step did not come");
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const settings = readSettings(page);
      if (isNew) history.pushState(null, "", address);
      for (const part of PARTS) replace(part, page);
      took(settings);
    } catch {
      failed();
    }
  }
}

function replace(part: string, page: Document): void {
  const [old, next] = [document.querySelector(part), page.querySelector(part)];
  if (old && next) old.replaceWith(document.adoptNode(next));
}

/** The keyboard goes on where it was: on the same button of the next step, or at its title. */
function arriveAt(way: string): void {
  const story = document.getElementById("story");
  const next = way ? story?.querySelector<HTMLElement>(`a[rel=${way}]`) : null;
  const place = next ?? story?.querySelector<HTMLElement>("h2");
  place?.focus({ preventScroll: true });
  story?.scrollIntoView({ block: "nearest" });
}
