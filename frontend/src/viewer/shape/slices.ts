/** Long work in slices, so that the page stays quick under the hand while a body is made. */

const SLICE_MS = 20;

export function atOnce<Made>(work: Generator<void, Made>): Made {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

export async function inSlices<Made>(work: Generator<void, Made>): Promise<Made> {
  let until = performance.now() + SLICE_MS;
  let step = work.next();
  while (!step.done) {
    if (performance.now() > until) {
      await othersTurn();
      until = performance.now() + SLICE_MS;
    }
    step = work.next();
  }
  return step.value;
}

function othersTurn(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));
}
