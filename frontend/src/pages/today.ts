/** Today: the breaks part stays alive. Instants come from the server, so a sleeping tab does not slow it down. */
import { liveBreaks } from "../breaks/live";

const part = document.querySelector<HTMLElement>("[data-breaks]");
if (part) liveBreaks(part);
