/** An exercise, moving: turn it, slow it down, look inside. Without script the drawing stays. */
import { bringToLife } from "../viewer/moving";

bringToLife();
