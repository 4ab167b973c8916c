/** The bar of hips and low back, put in another place. Nothing changes size, so nothing on the page jumps. */
export function setBar(bar: ParentNode, { low, high }: { readonly low: number; readonly high: number }): void {
  const wide = String(Math.max(high - low, 0.01));
  place(bar, ".load-bar__hips", { width: String(high) });
  place(bar, ".load-bar__back", { x: String(high) });
  place(bar, ".load-bar__lines", { x: String(high) });
  place(bar, ".load-bar__edge", { x: String(low), width: wide });
}

export function place(part: ParentNode, name: string, attributes: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(attributes)) part.querySelector(name)?.setAttribute(key, value);
}
