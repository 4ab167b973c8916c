/** A quiet way to install, shown only where the browser offers it. */

interface InstallOffer extends Event {
  prompt(): Promise<void>;
}

export function offerInstall(button: HTMLButtonElement): void {
  let offer: InstallOffer | null = null;
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as InstallOffer;
    button.hidden = false;
  });
  window.addEventListener("appinstalled", () => (button.hidden = true));
  button.addEventListener("click", () => {
    void offer?.prompt();
    button.hidden = true;
    offer = null;
  });
}
