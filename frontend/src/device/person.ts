/** Whom this page was made for, and whether this device can keep anything at all. */

export function personOfPage(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="loadshare-person"]')?.content ?? "nobody";
}

/** Browsers keep things only for pages from a secure place: this machine itself, or https. */
export function canKeep(): boolean {
  return window.isSecureContext && "indexedDB" in window && "serviceWorker" in navigator;
}
