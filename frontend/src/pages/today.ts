/** Today: a quiet break timer. It counts on the clock, so a sleeping tab does not slow it down. */
import { breakTimer } from "../today/break-timer";

const part = document.querySelector<HTMLElement>("[data-breaks]");
if (part) breakTimer(part, localStorage);
