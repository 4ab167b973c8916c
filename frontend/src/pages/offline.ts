/** The page shown without a connection: offers only what is really kept on this device. */

async function showWhatWorks(works: HTMLElement): Promise<void> {
  for (const item of works.querySelectorAll<HTMLElement>("[data-page]")) {
    const address = item.querySelector("a")?.getAttribute("href") ?? "";
    const kept = await caches.match(address, { ignoreSearch: true });
    item.hidden = kept === undefined;
    if (kept) works.hidden = false;
  }
}

const works = document.querySelector<HTMLElement>("[data-works]");
if (works && "caches" in window) void showWhatWorks(works);
const again = document.querySelector<HTMLButtonElement>("[data-again]");
if (again) {
  again.hidden = false;
  again.addEventListener("click", () => location.reload());
}
