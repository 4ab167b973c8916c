/** Stands in for the moving body until it is there: the page keeps its drawn still. */
export interface Posture {
  readonly root: readonly number[];
  readonly back: readonly number[];
  readonly q: readonly number[];
}

/** What `/body/body.json` holds. */
export type BodyExport = Readonly<Record<string, unknown>>;

export interface Viewer {
  readonly isDrawn: boolean;
  setPosture(posture: Posture, options?: { animate_ms?: number }): void;
  setLoad(load: { lumbar: number; hip: number }): void;
  setActivation(activation: Readonly<Record<string, number>>): void;
  dispose(): void;
}

export interface ViewerOptions {
  body: BodyExport;
  posture: Posture;
}

export function mountViewer(_root: HTMLElement, _options: ViewerOptions): Viewer {
  throw new Error("there is no moving body in this build");
}
