/** Without a connection the reason could not be posted; the words for it are in the page. */
import { STOPPED_FOR } from "../session/hurts";

const reason = sessionStorage.getItem(STOPPED_FOR);
sessionStorage.removeItem(STOPPED_FOR);
const words = document.querySelector<HTMLElement>("[data-stop-words]");
const known = document.querySelector<HTMLTemplateElement>(`template[data-stop="${CSS.escape(reason ?? "")}"]`);
if (words && known) words.textContent = known.content.textContent;
