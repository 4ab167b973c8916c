/** Easier, harder, swap without leaving the page (without JavaScript the same forms load it anew), and moving figures. */
import "htmx.org";
import { bringToLife } from "../viewer/moving";

bringToLife();
