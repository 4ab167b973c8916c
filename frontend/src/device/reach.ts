/** Forms that cannot wait say so at once when the device is offline, before anything typed is at risk. */

export function needsConnection(say: () => void): void {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      const isOurs = form.dataset["outbox"] !== undefined || form.method === "dialog";
      if (navigator.onLine || isOurs || form.dataset["stopForm"] !== undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      say();
    },
    { capture: true },
  );
  // htmx changes a part of the page; without an answer nothing would tell that it failed
  document.addEventListener("htmx:error", () => say());
}
