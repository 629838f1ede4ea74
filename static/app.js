import "./drafts.js";
import "./once.js";
import { initAll } from "./vendor/govuk-frontend.min.js";

initAll();
// Parts that htmx brings in get the same enhancements as the page they land in.
document.addEventListener("htmx:afterSettle", (event) => initAll({ scope: event.target }));
