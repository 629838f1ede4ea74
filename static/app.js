import "./drafts.js";
import "./offline.js";
import "./once.js";
import "./session.js";
import { initAll } from "./vendor/govuk-frontend.min.js";

const enhance = async (scope) => {
  initAll({ scope });
  // The script is fetched where a page has such a field.
  if (scope.querySelector("[data-search]")) (await import("./search.js")).init(scope);
  for (const form of scope.querySelectorAll("[data-passkey]")) (await import("./passkeys.js")).init(form);
  for (const words of scope.querySelectorAll("[data-marks]")) (await import("./marks.js")).init(words);
  for (const bar of scope.querySelectorAll("[data-tally]")) (await import("./tally.js")).init(bar);
};

enhance(document);
// Parts that htmx brings in get the same enhancements as the page they land in.
document.addEventListener("htmx:afterSettle", (event) => enhance(event.target));
