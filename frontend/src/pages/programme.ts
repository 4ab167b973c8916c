/** Easier, harder, swap without leaving the page; without JavaScript the same forms load it anew. */
import "htmx.org";
