/** Registers the worker quietly, and lets a new one take over only at a good moment. */

type Asked = "visit" | "forget" | "take-over";

export async function startWorker(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
    const isBusy = document.body.classList.contains("is-playing");
    if (registration.waiting && !isBusy) registration.waiting.postMessage({ type: "take-over" satisfies Asked });
    navigator.serviceWorker.addEventListener("controllerchange", () => askWorker("visit"));
    await navigator.serviceWorker.ready;
    askWorker("visit");
  } catch {
    // A browser that refuses a worker still shows every page while there is a connection.
    return;
  }
}

export function askWorker(type: Asked): void {
  void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage({ type }));
}

/** When the page in this window was made, if it is a kept copy; empty when it came from the server. */
export function whence(): Promise<string> {
  const worker = navigator.serviceWorker.controller;
  if (!worker) return Promise.resolve("");
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(String(event.data));
    worker.postMessage({ type: "whence" }, [port2]);
  });
}
